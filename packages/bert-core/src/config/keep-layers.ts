import type { BertConfig } from './bert-config.js';

/**
 * The configuration of a model that has some layers of another, each of the size that it has there, numbered anew.
 *
 * @param layers the other's, from 0: the first is layer 0 of the result
 */
export function keepLayers(config: BertConfig, layers: readonly number[]): BertConfig {
  const { intermediateSizes } = config;
  return {
    ...config,
    numHiddenLayers: layers.length,
    prunedHeads: renumber(config.prunedHeads, layers),
    matrixRanks: renumber(config.matrixRanks, layers),
    intermediateSizes: intermediateSizes && layers.map((layer) => intermediateSizes[layer] as number),
  };
}

/** What some layers have, by their new numbers. */
function renumber<T>(byLayer: Readonly<Record<number, T>>, layers: readonly number[]): Record<number, T> {
  return Object.fromEntries(
    layers.flatMap((from, layer) => {
      const value = byLayer[from];
      return value === undefined ? [] : [[layer, value] as const];
    }),
  );
}
