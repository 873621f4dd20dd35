import { ConfigError, InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { toSparseMatrix } from '../../test/fixtures/read-fixture.js';
import { selectColumns } from './select-columns.js';
import { selectKBest } from './select-k-best.js';

const matrix = toSparseMatrix({
  shape: [3, 4],
  rowOffsets: [0, 2, 2, 5],
  columnIndices: [0, 3, 0, 1, 3],
  values: [1, 2, 3, 4, 5],
});

describe('selectColumns', () => {
  it('keeps what is in them, under new numbers', () => {
    expect(selectColumns(matrix, Int32Array.of(1, 3))).toEqual(
      toSparseMatrix({ shape: [3, 2], rowOffsets: [0, 1, 1, 3], columnIndices: [1, 0, 1], values: [2, 4, 5] }),
    );
  });

  it.each([[[3, 1]], [[1, 1]], [[4]], [[-1]]])('refuses the columns %j', (columns) => {
    expect(() => selectColumns(matrix, Int32Array.from(columns))).toThrow(InputError);
  });
});

describe('selectKBest', () => {
  it('takes all there are, infinite scores first, and none that are no number before others', () => {
    expect([...selectKBest(Float64Array.of(1, 2), 5)]).toEqual([0, 1]);
    expect([
      ...selectKBest(Float64Array.of(Number.POSITIVE_INFINITY, 2, Number.NaN, Number.POSITIVE_INFINITY), 2),
    ]).toEqual([0, 3]);
    expect([...selectKBest(Float64Array.of(Number.NaN, 0), 1)]).toEqual([1]);
  });

  it.each([0, 1.5, Number.NaN])('refuses k = %d', (k) => {
    expect(() => selectKBest(Float64Array.of(1), k)).toThrow(ConfigError);
  });
});
