import { ParameterArena, SharedHeap } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { type ParameterUnit, parameterUnits } from './parameter-units.js';
import { gradientChunks, rowChunks, unitGradient } from './unit-gradient.js';

describe('gradientChunks', () => {
  const heap = new SharedHeap();
  // 16,384 elements a row: four rows to a piece.
  const shape = [10, 16_384];
  const table = { name: 'table', shape, initialization: { constant: 0 }, weightDecay: true, gradient: 'rows' } as const;
  const arena = new ParameterArena([table], heap);
  const [unit] = parameterUnits(arena, { weightDecay: 0, heap }) as [ParameterUnit];
  const dense = arena.allocateLike('dense');

  it.each([
    [
      [0, 3, 4, 9],
      [
        [0, 2],
        [2, 3],
        [3, 4],
      ],
    ],
    [
      [1, 9],
      [
        [0, 1],
        [1, 2],
      ],
    ],
    [[5], [[0, 1]]],
    [[], []],
  ])('cuts the rows %j where the table is cut', (rows, expected) => {
    const values = heap.allocate('float32', rows.length * 16_384);
    const gradient = unitGradient(unit, { dense, rows: [{ name: 'table', rows: Int32Array.from(rows), values }] });
    expect(gradientChunks(unit, gradient)).toEqual(expected);
  });

  it('takes all rows of a dense gradient, and none of a table that was not touched', () => {
    expect(rowChunks(unit)).toEqual([
      [0, 4],
      [4, 8],
      [8, 10],
    ]);
    expect(gradientChunks(unit, { rows: undefined, values: new Float32Array(0) })).toEqual(rowChunks(unit));
    expect(gradientChunks(unit, unitGradient(unit, { dense, rows: [] }))).toEqual([]);
  });
});
