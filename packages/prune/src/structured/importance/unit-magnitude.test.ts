import type { BertModelWithHead } from '@bertsmith/bert-core';
import { expect, it } from 'vitest';
import { learner } from '../../../test/structured/tiny-examples.js';
import { unitMagnitude } from './unit-magnitude.js';
import type { UnitScores } from './unit-scores.js';

/** Euclidean norms, in another order of sums. */
const DIGITS = 10;

function score(model: BertModelWithHead): UnitScores {
  return unitMagnitude().score({ model }) as UnitScores;
}

it('is the norm of all that belongs to a head or a unit', () => {
  const model = learner();
  model.arena.data.fill(0);
  const fill = (name: string, at: number, value: number) => {
    model.arena.get(`bert.encoder.layer.1.${name}`).data[at] = value;
  };
  // Of 4 heads of 4: the third, in the query of input 5, the bias of its value, and a column of the projection.
  fill('attention.self.qkv.weight', 9 * 16 + 5, 2);
  fill('attention.self.qkv.bias', 32 + 11, 3);
  fill('attention.output.dense.weight', 7 * 16 + 8, 6);
  // Of 32 units the last: its row, its bias, its column.
  fill('intermediate.dense.weight', 31 * 16 + 2, 1);
  fill('intermediate.dense.bias', 31, 2);
  fill('output.dense.weight', 3 * 32 + 31, 2);
  const { heads, units } = score(model);
  expect([...(heads[1] ?? [])]).toEqual([0, 0, 7, 0]);
  expect(units[1]?.at(-1)).toBeCloseTo(3, DIGITS);
  const all = [...heads, ...units].flatMap((each) => [...each]);
  expect(all.filter((value) => value !== 0)).toHaveLength(2);
});
