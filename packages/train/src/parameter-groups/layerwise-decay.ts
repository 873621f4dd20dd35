import { ConfigError } from '@bertsmith/tensor';
import { requireNumber } from '../options/require-number.js';
import type { ParameterGroup } from './parameter-group.js';

/** A model's configuration, or the names of its parameters. */
export type LayeredModel = { readonly numHiddenLayers: number } | Iterable<string>;

/**
 * Groups with a smaller learning rate the further a layer is from the output: 1 for the head and the pooler, `decay` for the last
 * layer of the encoder, decay^2 for the one before it, down to decay^(layers + 1) for the embeddings.
 *
 * Source: Howard and Ruder 2018, "Universal Language Model Fine-tuning for Text Classification", section 3.2; Clark et al. 2020,
 * "ELECTRA", appendix B, where the head counts as two layers above the last (so that everything below it has `decay` once more).
 *
 * @param decay above 0, at most 1
 * @throws ConfigError when `decay` is out of range, or names have no layer among them
 * @example
 * const optimizer = new AdamW(arena, kernels, { groups: layerwiseDecay(model.config, 0.9) });
 */
export function layerwiseDecay(model: LayeredModel, decay: number): ParameterGroup[] {
  const owner = 'layer-wise learning-rate decay';
  requireNumber({ owner, option: 'decay', value: decay }, { minimum: 0, isAboveMinimum: true, maximum: 1 });
  const layers = 'numHiddenLayers' in model ? model.numHiddenLayers : countLayers(model);
  const group = (pattern: string, depth: number) => ({ parameters: pattern, learningRateFactor: decay ** depth });
  return [
    group('*embeddings.*', layers + 1),
    ...Array.from({ length: layers }, (_, layer) => group(`*encoder.layer.${layer}.*`, layers - layer)),
  ];
}

function countLayers(names: Iterable<string>): number {
  const layers = [...names].map((name) => Number(/\bencoder\.layer\.(\d+)\./.exec(name)?.[1] ?? -1));
  const count = layers.reduce((most, layer) => Math.max(most, layer + 1), 0);
  if (count > 0) return count;
  throw new ConfigError(
    "layer-wise learning-rate decay: no parameter is called '...encoder.layer.0....': give the model's configuration, or groups of your own",
    { names: [...names].slice(0, 10) },
  );
}
