import { type BertConfig, intermediateSizeOf, numHeadsOf } from '@bertsmith/bert-core';

/** What a model is made of. */
export interface ModelStructure {
  readonly vocabSize: number;
  readonly layers: readonly { readonly heads: number; readonly units: number }[];
}

/** Plain data, by layer. */
export function modelStructure(config: BertConfig): ModelStructure {
  const layers = Array.from({ length: config.numHiddenLayers }, (_, layer) => ({
    heads: numHeadsOf(config, layer),
    units: intermediateSizeOf(config, layer),
  }));
  return { vocabSize: config.vocabSize, layers };
}

/** Heads and units of the layers in a line: `7 + 640, 12 + 1,536`. */
export function describeStructure({ layers }: ModelStructure): string {
  return layers.map(({ heads, units }) => `${heads} + ${units.toLocaleString('en')}`).join(', ');
}
