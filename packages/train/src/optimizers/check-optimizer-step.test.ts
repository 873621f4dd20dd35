import { InputError, ParameterArena, ShapeError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { checkOptimizerStep } from './check-optimizer-step.js';
import type { RowGradient } from './gradients.js';

const initialization = { constant: 0 };
const arena = new ParameterArena([
  { name: 'table', shape: [10, 2], initialization, weightDecay: true, gradient: 'rows' },
  { name: 'weight', shape: [4, 4], initialization, weightDecay: true },
]);

function rowGradient(rows: number[], name = 'table', values = rows.length * 2): RowGradient {
  return { name, rows: Int32Array.from(rows), values: new Float32Array(values) };
}

function check(rows: RowGradient[], denseLength = 16, learningRate = 1): () => void {
  const step = { gradients: { dense: new Float32Array(denseLength), rows }, learningRate };
  return () => checkOptimizerStep(step, arena);
}

describe('checkOptimizerStep', () => {
  it('accepts rows that ascend, and no rows', () => {
    expect(check([rowGradient([0, 3, 9])])).not.toThrow();
    expect(check([rowGradient([])])).not.toThrow();
    expect(check([])).not.toThrow();
  });

  it('refuses gradients of another size', () => {
    expect(check([], 17)).toThrow(ShapeError);
    expect(check([rowGradient([1], 'table', 3)])).toThrow(ShapeError);
  });

  it.each([
    ['twice', [2, 2]],
    ['descending', [3, 1]],
    ['outside', [10]],
    ['negative', [-1]],
  ])('refuses rows that are %s', (_, rows) => {
    expect(check([rowGradient(rows)])).toThrow(InputError);
  });

  it('refuses tables that are unknown or given twice', () => {
    expect(check([rowGradient([1], 'other')])).toThrow(/no table with row gradients called 'other'/);
    expect(check([rowGradient([1]), rowGradient([2])])).toThrow(/two row gradients for 'table'/);
  });

  it('refuses a learning rate below 0', () => {
    expect(check([], 16, -1)).toThrow(InputError);
  });
});
