import type { BertBase, BertConfig } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arbitraryModel } from '../../../test/structured/arbitrary-structure.js';
import { hasSameBits, TINY_CONFIG } from '../../../test/structured/tiny-models.js';
import { applyStructure } from './apply-structure.js';
import { composePlans } from './compose-plans.js';
import { type StructurePlan, wholeStructure } from './structure-plan.js';

const some = (of: readonly number[]) => fc.subarray([...of], { minLength: 1 });

/** Some of the layers of a model, with some of their heads and units. */
function arbitraryPlan(config: BertConfig): fc.Arbitrary<StructurePlan> {
  const kept = wholeStructure(config).layers.map(({ layer, heads, units }) =>
    fc.record({ layer: fc.constant(layer), heads: some(heads), units: some(units) }),
  );
  return fc
    .tuple(fc.tuple(...kept), some([...kept.keys()]))
    .map(([layers, numbers]) => ({ layers: layers.filter(({ layer }) => numbers.includes(layer)) }));
}

/** A model, and two plans, one after the other. */
const cases = arbitraryModel.chain((model) =>
  arbitraryPlan(model.config).chain((first) => {
    const between: BertBase = applyStructure(model, first);
    return arbitraryPlan(between.config).map((second) => ({ model, first, between, second }));
  }),
);

it('two plans, one after the other, are one, bit for bit', () => {
  fc.assert(
    fc.property(cases, ({ model, first, between, second }) => {
      const [twice, once] = [applyStructure(between, second), applyStructure(model, composePlans(first, second))];
      expect(wholeStructure(once.config)).toEqual(wholeStructure(twice.config));
      expect(hasSameBits(once.arena.data, twice.arena.data)).toBe(true);
    }),
  );
});

it('refuses a plan that keeps what the first one does not leave', () => {
  const whole = wholeStructure(TINY_CONFIG);
  const less = { layers: whole.layers.slice(1).map((layer) => ({ ...layer, units: layer.units.slice(1) })) };
  expect(() => composePlans(less, whole)).toThrow(ConfigError);
  expect(() => composePlans(less, whole)).toThrow(
    /the second keeps unit \d+ of layer 0, which is none of the \d+ that the first leaves/,
  );
  const [kept] = whole.layers as [(typeof whole.layers)[number]];
  const headless = { layers: [{ ...kept, heads: kept.heads.slice(1) }] };
  expect(() => composePlans(headless, { layers: [kept] })).toThrow(/the second keeps head 0 of layer 0, which is none/);
  const layers = less.layers.map((kept) => ({ ...kept, layer: 5 }));
  expect(() => composePlans(less, { layers })).toThrow(
    /the second keeps layer 5, which is none of the 1 that the first leaves/,
  );
});
