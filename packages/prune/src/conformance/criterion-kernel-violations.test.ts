import { describe, expect, it } from 'vitest';
import { softWeightMovement } from '../weights/criteria/soft-weight-movement.js';
import type { WeightCriterion } from '../weights/criteria/weight-criterion.js';
import { weightMagnitude } from '../weights/criteria/weight-magnitude.js';
import { weightMovement } from '../weights/criteria/weight-movement.js';
import { criterionKernelViolations } from './criterion-kernel-violations.js';

it.each<[string, () => WeightCriterion]>([
  ['weightMovement', weightMovement],
  ['softWeightMovement', softWeightMovement],
  ['softWeightMovement by other settings', () => softWeightMovement({ learningRate: 0.2, regularization: 1e-3 })],
])('%s observes by kernels what it observes in loops', async (_, create) => {
  expect(await criterionKernelViolations(create)).toEqual([]);
});

describe('a criterion is found that', () => {
  const [movement, soft] = [weightMovement(), softWeightMovement()];
  const broken = (observeAll: WeightCriterion['observeAll']) => () => ({ ...movement, observeAll }) as WeightCriterion;

  it.each<[string, () => WeightCriterion, RegExp]>([
    ['is of another version', () => ({ ...movement, specificationVersion: 'v2' as 'v1' }), /specificationVersion 'v2'/],
    ['throws', broken(() => Promise.reject(new Error('no room'))), /it ended in 'Error: no room'/],
    ['has none', weightMagnitude, /has no `observeAll`/],
    ['does nothing', broken(() => Promise.resolve()), /a matrix of 12 x 8: `observeAll` comes to other statistics/],
    [
      'leaves out a matrix',
      broken((matrices, kernels) => movement.observeAll?.(matrices.slice(1), kernels) as Promise<void>),
      /a matrix of 12 x 8: `observeAll` comes to other statistics/,
    ],
    [
      'forgets one of its statistics, though a small one',
      () => ({
        ...soft,
        async observeAll(matrices, kernels) {
          await soft.observeAll?.(matrices, kernels);
          for (const { statistics, weights } of matrices) statistics.fill(0, 2 * weights.length);
        },
      }),
      /a matrix of 12 x 8: `observeAll` comes to other statistics/,
    ],
    [
      'changes gradients',
      broken(async (matrices) => void matrices[1]?.gradient.fill(1)),
      /a row of 10: `observeAll` changes the gradient/,
    ],
    [
      'changes weights',
      broken(async (matrices) => void matrices[2]?.weights.fill(1)),
      /a column of 10: `observeAll` changes the weights/,
    ],
  ])('%s', async (_, create, message) => {
    expect((await criterionKernelViolations(create)).join('; ')).toMatch(message);
  });
});
