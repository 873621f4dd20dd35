import { BertForSequenceClassification, presetConfig } from '@bertsmith/bert-core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyStructure } from '../surgery/apply-structure.js';
import type { StructurePlan } from '../surgery/structure-plan.js';
import { evenStructure } from './even-structure.js';
import { keepBestUnits } from './keep-best-units.js';

const config = presetConfig('mini', { vocabSize: 20, numHiddenLayers: 3, labels: ['a', 'b'] });
const model = BertForSequenceClassification.initialize(config, { seed: 1 });
const sizeOf = (plan: StructurePlan) => applyStructure(model, plan).arena.parameterCount;

/** Numbers that are anything, the same for the same seed. */
function scores(seed: number, count: number): Float64Array[] {
  const at = (index: number) => Math.sin(seed + index * 12.9898) * (1 + (index % 7));
  return Array.from({ length: 3 }, (_, layer) =>
    Float64Array.from({ length: count }, (_, index) => at(layer * count + index) + layer * Math.sin(seed)),
  );
}

it('is as large as what is left of a training with these shares, whichever heads and units that are', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 0, max: 999 }), (share, seed) => {
      const density = share / 64;
      const heads = keepBestUnits(scores(seed, 4), { density, scope: 'global', multiple: 1 });
      const units = keepBestUnits(scores(seed + 1, 1024), { density, scope: 'global', multiple: 32 });
      const trained = { layers: units.map((each, layer) => ({ layer, heads: heads[layer] ?? [], units: each })) };
      const even = evenStructure(config, { headDensity: density, unitDensity: density });
      expect(sizeOf(trained)).toBe(sizeOf(even));
    }),
    { numRuns: 60 },
  );
});

it('leaves as many in each layer, or one block more', () => {
  const { layers } = evenStructure(config, { headDensity: 0.5, unitDensity: 0.5 });
  expect(layers.map(({ heads }) => heads.length)).toEqual([2, 2, 2]);
  expect(layers.map(({ units }) => units.length)).toEqual([512, 512, 512]);
  const uneven = evenStructure(config, { unitDensity: 33 / 96 }).layers.map(({ units }) => units.length);
  expect(uneven).toEqual([352, 352, 352]);
  const odd = evenStructure(config, { unitDensity: 34 / 96 }).layers.map(({ units }) => units.length);
  expect(odd).toEqual([384, 352, 352]);
});
