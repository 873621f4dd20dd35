/** Random models, and random parts of them to take out. */
import { type BertBase, type BertConfig, FACTORIZABLE_MATRICES, intermediateSizeOf } from '@bertsmith/bert-core';
import fc from 'fast-check';
import { presentHeads } from '../../src/structured/surgery/present-heads.js';
import type { NumbersByLayer } from '../../src/structured/surgery/remove-from-layers.js';
import { fillParameters, MODEL_CLASSES, TINY_CONFIG } from './tiny-models.js';

const properSubset = (of: readonly number[]) => fc.subarray([...of], { maxLength: of.length - 1 });

/** Configurations of all kinds, some with heads that are gone already, layers of different widths, and factorized matrices. */
export const arbitraryConfig: fc.Arbitrary<BertConfig> = fc
  .record({
    numAttentionHeads: fc.integer({ min: 1, max: 4 }),
    headSize: fc.integer({ min: 1, max: 3 }),
    intermediateSizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
    hiddenAct: fc.constantFrom('gelu' as const, 'gelu_new' as const, 'relu' as const),
    factorized: fc.subarray([...FACTORIZABLE_MATRICES]),
  })
  .chain(({ numAttentionHeads, headSize, intermediateSizes, hiddenAct, factorized }) => {
    const heads = Array.from({ length: numAttentionHeads }, (_, head) => head);
    return fc.tuple(...intermediateSizes.map(() => properSubset(heads))).map((pruned) => ({
      ...TINY_CONFIG,
      hiddenSize: numAttentionHeads * headSize,
      numHiddenLayers: intermediateSizes.length,
      numAttentionHeads,
      intermediateSizes,
      hiddenAct,
      matrixRanks: { 0: Object.fromEntries(factorized.map((matrix, index) => [matrix, index + 1])) },
      prunedHeads: Object.fromEntries(pruned.map((each, layer) => [layer, each])),
    }));
  });

/** A model of any class with random parameters. */
export const arbitraryModel: fc.Arbitrary<BertBase> = fc
  .tuple(arbitraryConfig, fc.constantFrom(...Object.values(MODEL_CLASSES)), fc.integer({ min: 0, max: 1000 }))
  .map(([config, create, seed]) => fillParameters(create(config), seed));

/** What can be taken out of a model. */
export function arbitraryRemoval({
  config,
}: BertBase): fc.Arbitrary<{ readonly heads: NumbersByLayer; readonly units: NumbersByLayer }> {
  const layers = Array.from({ length: config.numHiddenLayers }, (_, layer) => layer);
  const byLayer = (numbersOf: (layer: number) => readonly number[]) =>
    fc
      .tuple(...layers.map((layer) => properSubset(numbersOf(layer))))
      .map((each) => Object.fromEntries(each.entries()));
  return fc.record({
    heads: byLayer((layer) => presentHeads(config, layer)),
    units: byLayer((layer) => [...Array(intermediateSizeOf(config, layer)).keys()]),
  });
}
