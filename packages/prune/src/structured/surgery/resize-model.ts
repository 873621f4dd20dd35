import type { BertConfig, BertInferenceModel } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';

/**
 * A model of the same class with another configuration, all parameters zero.
 *
 * @throws ConfigError when the model does not know how
 */
export function resizeModel<Model extends BertInferenceModel>(
  model: Model,
  config: BertConfig,
  keptLayers?: readonly number[],
): Model {
  const smaller = model.withConfig?.(config, keptLayers);
  if (smaller !== undefined) return smaller as Model;
  const { architecture } = model;
  throw new ConfigError(
    `${architecture} cannot be made smaller: it has no withConfig, which makes one of its class with another configuration; write it`,
    { architecture },
  );
}
