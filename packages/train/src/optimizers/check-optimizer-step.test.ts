import { InputError, ParameterArena, ShapeError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { checkOptimizerStep } from './check-optimizer-step.js';
import type { RowGradient } from './gradients.js';
import { rowTables } from './row-table.js';

const tables = rowTables(
  new ParameterArena([
    { name: 'table', shape: [10, 2], initialization: { constant: 0 }, weightDecay: true, gradient: 'rows' },
  ]),
);

function rowGradient(rows: number[], name = 'table', values = rows.length * 2): RowGradient {
  return { name, rows: Int32Array.from(rows), values: new Float32Array(values) };
}

function check(rows: RowGradient[], denseLength = 4, learningRate = 1): () => void {
  const step = { gradients: { dense: new Float32Array(denseLength), rows }, learningRate };
  return () => checkOptimizerStep(step, 4, tables);
}

describe('checkOptimizerStep', () => {
  it('accepts rows that ascend, and no rows', () => {
    expect(check([rowGradient([0, 3, 9])])).not.toThrow();
    expect(check([rowGradient([])])).not.toThrow();
    expect(check([])).not.toThrow();
  });

  it('refuses gradients of another size', () => {
    expect(check([], 5)).toThrow(ShapeError);
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
    expect(check([], 4, -1)).toThrow(InputError);
  });
});
