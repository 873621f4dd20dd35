import { ConfigError, InputError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classWeights } from './class-weights.js';
import { stratifiedSplit } from './stratified-split.js';

const splits = fc.record({
  labels: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 200 }),
  validationShare: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  seed: fc.nat(),
});

describe('stratifiedSplit', () => {
  it('has every row on one side, and of each class its share within one row', () => {
    fc.assert(
      fc.property(splits, ({ labels, ...options }) => {
        const { train, validation } = stratifiedSplit(labels, options);
        expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...labels.keys()]);
        expect(Math.min(train.length, validation.length)).toBeGreaterThan(0);
        const share = validation.length / labels.length;
        for (const label of new Set(labels)) {
          const rows = labels.filter((other) => other === label).length;
          const held = [...validation].filter((row) => labels[row] === label).length;
          expect(Math.abs(held - rows * share)).toBeLessThan(1);
        }
      }),
    );
  });

  it('is a function of the seed', () => {
    const labels = Array.from({ length: 100 }, (_, row) => row % 3);
    const split = (seed: number) => stratifiedSplit(labels, { validationShare: 0.2, seed });
    expect(split(1)).toEqual(split(1));
    expect(split(1)).not.toEqual(split(2));
    expect(split(1).validation).toHaveLength(20);
  });

  it('says which class is on one side only', () => {
    const { warnings } = stratifiedSplit([0, 0, 0, 0, 0, 0, 0, 0, 0, 1], { validationShare: 0.2, seed: 0 });
    expect(warnings).toEqual(['class 1 has 1 rows, none for validation']);
    expect(stratifiedSplit([0, 0, 1, 1], { validationShare: 0.5, seed: 0 }).warnings).toEqual([]);
  });

  it('refuses a share out of range, and a single row', () => {
    for (const validationShare of [0, 1, Number.NaN]) {
      expect(() => stratifiedSplit([0, 1], { validationShare, seed: 0 })).toThrow(ConfigError);
    }
    expect(() => stratifiedSplit([0], { validationShare: 0.5, seed: 0 })).toThrow(InputError);
  });
});

describe('classWeights', () => {
  it("are scikit-learn's", () => {
    // scikit-learn 1.9.1: compute_class_weight('balanced', classes=[0, 1, 2], y=[0, 0, 0, 0, 1, 1, 2])
    const expected = [0.5833333333333334, 1.1666666666666667, 2.3333333333333335];
    expect([...classWeights([0, 0, 0, 0, 1, 1, 2], 3)]).toEqual(expected);
  });

  it('give a row the weight 1 in the mean', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 })), (some) => {
        const labels = [0, 1, 2, 3, ...some];
        const weights = classWeights(labels, 4);
        const sum = labels.reduce((total, label) => total + (weights[label] as number), 0);
        expect(sum / labels.length).toBeCloseTo(1, 12);
      }),
    );
  });

  it('refuse a class without rows, and a label that is none', () => {
    expect(() => classWeights([0, 2], 3)).toThrow(/class 1 has no rows/);
    expect(() => classWeights([], 1)).toThrow(InputError);
    expect(() => classWeights([0, 3], 3)).toThrow(/row 1 has the label 3, expected a whole number from 0 to 2/);
  });
});
