import { describe, expect, it } from 'vitest';
import { ConfigError } from './errors/error-classes.js';
import { ParameterArena, type ParameterSpecification } from './parameter-arena.js';

const specify = (
  name: string,
  shape: number[],
  more: Partial<ParameterSpecification> = {},
): ParameterSpecification => ({
  name,
  shape,
  initialization: { constant: 0 },
  weightDecay: true,
  ...more,
});

const SPECIFICATIONS = [
  specify('table', [10, 4], { gradient: 'rows' }),
  specify('qkv', [6, 2], { parts: ['q', 'k', 'v'].map((name) => ({ name, rows: 2 })) }),
  specify('bias', [3]),
];

describe('ParameterArena', () => {
  it('lays dense parameters out first, each at a cache line, and tables with row gradients last', () => {
    const arena = new ParameterArena(SPECIFICATIONS);
    const places = arena.entries.map(({ specification, offset, length }) => [specification.name, offset, length]);
    expect(places).toEqual([
      ['qkv', 0, 12],
      ['bias', 16, 3],
      ['table', 32, 40],
    ]);
    expect(arena.denseLength).toBe(32);
    expect(arena.data).toHaveLength(80);
    expect(arena.parameterCount).toBe(55);
  });

  it('gives views of the arena, whole and in the parts that files keep apart', () => {
    const arena = new ParameterArena(SPECIFICATIONS);
    const { data } = arena.get('qkv');
    data.set(data.map((_, index) => index));
    const parts = new Map(arena.parts());
    expect([...parts.keys()]).toEqual(['q', 'k', 'v', 'bias', 'table']);
    expect(parts.get('k')?.shape).toEqual([2, 2]);
    expect([...(parts.get('k')?.data ?? [])]).toEqual([4, 5, 6, 7]);
    (parts.get('v') as { data: Float32Array }).data[0] = -1;
    expect(arena.data[8]).toBe(-1);
  });

  it('allocates buffers of the same layout', () => {
    const arena = new ParameterArena(SPECIFICATIONS);
    expect(arena.allocateLike()).toHaveLength(arena.data.length);
    expect(arena.allocateLike('dense')).toHaveLength(arena.denseLength);
    expect(arena.view(arena.entry('bias'), arena.allocateLike('dense')).data).toHaveLength(3);
  });

  it('refuses a name that is there twice, one that is not, and parts that do not add up', () => {
    expect(() => new ParameterArena([specify('a', [1]), specify('a', [2])])).toThrow(ConfigError);
    expect(() => new ParameterArena([specify('a', [1])]).get('b')).toThrow("no parameter 'b'");
    const parts = [{ name: 'x', rows: 1 }];
    expect(() => new ParameterArena([specify('a', [2, 2], { parts })])).toThrow('has 2 rows, its parts together 1');
  });
});
