import { expect, it } from 'vitest';
import { pairedDifference } from './paired-difference.js';

it('counts points lost by the rows that only one of two models has right', () => {
  const labels = [0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
  const pruned = { predictions: [1, 1, 0, 0, 1, 1, 1, 1, 1, 1], labels };
  const unpruned = { predictions: [0, 0, 0, 1, 1, 1, 1, 1, 1, 1], labels };
  expect(pairedDifference(pruned, unpruned)).toMatchObject({ pointsLost: 10, onlyFirst: 1, onlySecond: 2 });
  expect(pairedDifference(unpruned, pruned).pointsLost).toBe(-10);
});
