import type { BertConfig } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import type { PruneOptions } from './prune-options.js';

/**
 * Checks what is said of layers against those that the model has, before anything is scored.
 *
 * @throws ConfigError when more are to stay than there are, or the only one would go
 */
export function checkLayerCount(
  { method, keepLayers }: Pick<PruneOptions, 'method' | 'keepLayers'>,
  { numHiddenLayers }: Pick<BertConfig, 'numHiddenLayers'>,
): void {
  if (!method.includes('layers')) return;
  if (numHiddenLayers === 1) {
    throw new ConfigError('--method layers: the model has one layer, and one stays: leave layers out of --method', {
      flag: '--method',
      numHiddenLayers,
    });
  }
  if (keepLayers === undefined || keepLayers <= numHiddenLayers) return;
  throw new ConfigError(
    `--keep-layers is ${keepLayers}, and the model has ${numHiddenLayers} layers: none would go; ask for fewer`,
    { flag: '--keep-layers', expected: numHiddenLayers, actual: keepLayers },
  );
}
