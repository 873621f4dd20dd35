import { InputError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collateFeatures } from './collate-features.js';
import { SparseMatrixBuilder } from './sparse-matrix.js';

/** Rows of up to 20 ascending columns below 50. */
const rows = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 49 }), { maxLength: 20 }), {
  minLength: 1,
  maxLength: 9,
});

function matrixOf(columns: readonly (readonly number[])[]) {
  const builder = new SparseMatrixBuilder();
  for (const row of columns) {
    for (const column of row.toSorted((a, b) => a - b)) builder.add(column, column + 0.5);
    builder.endRow();
  }
  return builder.build(50);
}

describe('collateFeatures', () => {
  it('copies rows, and pads them with zeros', () => {
    const { feature_ids: ids, feature_values: values } = collateFeatures(
      matrixOf([[7, 3], [], [1]]),
      Int32Array.of(2, 0),
    );
    expect(ids).toEqual({
      dtype: 'int32',
      shape: [2, 8],
      data: Int32Array.of(1, 0, 0, 0, 0, 0, 0, 0, 3, 7, 0, 0, 0, 0, 0, 0),
    });
    expect(values.shape).toEqual([2, 8]);
    expect([...values.data.subarray(0, 10)]).toEqual([1.5, 0, 0, 0, 0, 0, 0, 0, 3.5, 7.5]);
  });

  it('has the same row sums as the matrix, in a width that is a multiple of 8 and no wider than need be', () => {
    fc.assert(
      fc.property(rows, (columns) => {
        const { feature_ids: ids, feature_values: values } = collateFeatures(
          matrixOf(columns),
          Int32Array.from(columns.keys()),
        );
        const width = ids.shape[1] as number;
        const longest = Math.max(1, ...columns.map(({ length }) => length));
        expect([width % 8, width - longest < 8]).toEqual([0, true]);
        columns.forEach((row, position) => {
          const range = [position * width, (position + 1) * width] as const;
          const sum = row.reduce((total, column) => total + column + 0.5, 0);
          expect(values.data.subarray(...range).reduce((a, b) => a + b, 0)).toBe(sum);
          expect([...ids.data.subarray(...range)].filter((id) => id > 0)).toEqual(
            row.filter((column) => column > 0).toSorted((a, b) => a - b),
          );
        });
      }),
    );
  });

  it('names a row that is not there', () => {
    expect(() => collateFeatures(matrixOf([[1]]), Int32Array.of(1))).toThrow(InputError);
    expect(() => collateFeatures(matrixOf([[1]]), Int32Array.of(-1))).toThrow('row -1 is not there, the matrix has 1');
  });
});
