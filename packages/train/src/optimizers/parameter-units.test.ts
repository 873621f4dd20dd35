import { ParameterArena, type ParameterSpecification, SharedHeap } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { parameterUnits, unitView } from './parameter-units.js';

const initialization = { constant: 0 };
const parts = ['query', 'key'].map((name) => ({ name, rows: 2 }));
const SPECIFICATIONS: readonly ParameterSpecification[] = [
  { name: 'scalar', shape: [], initialization, weightDecay: false },
  { name: 'qk.weight', shape: [4, 3], initialization, weightDecay: true, parts },
  { name: 'qk.bias', shape: [4], initialization, weightDecay: false, parts },
  { name: 'cube', shape: [2, 3, 5], initialization, weightDecay: true },
  { name: 'table', shape: [7, 3], initialization, weightDecay: true, gradient: 'rows' },
];

describe('parameterUnits', () => {
  const heap = new SharedHeap();
  const arena = new ParameterArena(SPECIFICATIONS, heap);

  it('sees parameters as matrices, the parts of stacked ones apart', () => {
    const units = parameterUnits(arena, { weightDecay: 0.1, heap });
    expect(units.map(({ name, shape, offset, rows, columns }) => [name, shape, offset, rows, columns])).toEqual([
      ['scalar', [], 0, 1, 1],
      ['query', [2, 3], 16, 2, 3],
      ['key', [2, 3], 22, 2, 3],
      ['query', [2], 32, 1, 2],
      ['key', [2], 34, 1, 2],
      ['cube', [2, 3, 5], 48, 6, 5],
      ['table', [7, 3], 80, 7, 3],
    ]);
    expect(units.map(({ weightDecay }) => weightDecay)).toEqual([0, 0.1, 0.1, 0, 0, 0.1, 0.1]);
    expect(units.map(({ table }) => table?.rowCount)).toEqual([...new Array(6).fill(undefined), 7]);
    expect(unitView(units[2] as (typeof units)[0], arena.data).byteOffset).toBe(arena.data.byteOffset + 22 * 4);
  });

  it('hears groups', () => {
    const groups = [
      { parameters: ['cube', 'table'], learningRateFactor: 0.5 },
      { parameters: ['scalar', 'qk.*'], frozen: true },
    ];
    const units = parameterUnits(arena, { weightDecay: 0.1, heap, groups });
    expect(units.map(({ name, learningRateFactor }) => [name, learningRateFactor])).toEqual([
      ['cube', 0.5],
      ['table', 0.5],
    ]);
  });
});
