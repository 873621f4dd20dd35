import { ConfigError, ParameterArena, type ParameterSpecification } from '@bertsmith/tensor';
import { FlatKernels } from '@bertsmith/train';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learner } from '../../../test/structured/tiny-examples.js';
import { prunableMatrices } from '../selection/prunable-matrices.js';
import { HeldMask } from './held-mask.js';
import { WeightMask } from './weight-mask.js';

const matrix = (name: string, shape: number[], parts?: ParameterSpecification['parts']): ParameterSpecification => ({
  ...{ name, shape, initialization: { constant: 0 }, weightDecay: true },
  ...(parts !== undefined && { parts }),
});

/** Sizes by which nothing lies at whole bytes but the begin of parameters. */
const SPECIFICATIONS = [
  matrix('bias', [5]),
  matrix(
    'stack',
    [5, 3],
    [
      { name: 'upper', rows: 2 },
      { name: 'lower', rows: 3 },
    ],
  ),
  matrix('plain', [3, 7]),
];
const NAMES = ['lower', 'plain'];

describe('WeightMask', () => {
  it('makes zeros of what goes and of nothing else, by kernels as by loops', async () => {
    const arena = new ParameterArena(SPECIFICATIONS);
    const kernels = new FlatKernels(arena.heap, { threads: 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(1), fc.nat(20)), { maxLength: 20 }), async (drops) => {
        const mask = new WeightMask(arena, prunableMatrices(arena, NAMES), arena.heap);
        const inside = drops.filter(([which, index]) => index < (which === 0 ? 9 : 21));
        for (const [which, index] of inside) mask.drop(which, index);
        const offsets = mask.matrices.map(({ offset }) => offset);
        const gone = new Set(inside.map(([which, index]) => (offsets[which] as number) + index));
        const expected = arena.data.map((_, at) => (gone.has(at) ? 0 : 1));
        for (const use of [kernels, undefined]) {
          arena.data.fill(1);
          await mask.apply(arena.data, use);
          expect(arena.data).toEqual(expected);
        }
        expect(mask.zeros(0) + mask.zeros(1)).toBe(gone.size);
        const other = new WeightMask(arena, mask.matrices);
        other.dropPacked(0, mask.packed(0));
        other.dropPacked(1, mask.packed(1));
        expect(other.bits).toEqual(mask.bits);
      }),
      { seed: 3, numRuns: 60 },
    );
    await kernels.dispose();
  });

  it('leaves gradients of tables, which are elsewhere, alone', () => {
    const { arena } = learner();
    const words = 'bert.embeddings.word_embeddings.weight';
    const mask = new WeightMask(arena, prunableMatrices(arena, [words]));
    mask.drop(0, 0);
    const gradients = arena.allocateLike('dense').fill(1);
    mask.applyHere(gradients);
    expect(gradients.every((value) => value === 1)).toBe(true);
  });
});

describe('HeldMask', () => {
  it('moves to the arena that is trained', () => {
    const held = new HeldMask('test');
    const arena = new ParameterArena(SPECIFICATIONS);
    const mask = held.begin(arena, NAMES);
    mask.drop(0, 4);
    mask.drop(1, 20);
    expect(held.at(arena)).toBe(mask);
    // What another plugin adds comes first here, so that all moves.
    const other = new ParameterArena([matrix('added', [9, 9]), ...SPECIFICATIONS]);
    const moved = held.at(other);
    expect(moved.matrices.map(({ name, offset }) => [name, offset])).toEqual([
      ['lower', other.entry('stack').offset + 6],
      ['plain', other.entry('plain').offset],
    ]);
    expect([moved.zeros(0), moved.zeros(1)]).toEqual([1, 1]);
    expect([moved.isKept(0, 4), moved.isKept(1, 20)]).toEqual([false, false]);
  });

  it('refuses matrices of another size', () => {
    const held = new HeldMask('test');
    held.begin(new ParameterArena(SPECIFICATIONS), ['plain']);
    const other = new ParameterArena([matrix('plain', [3, 8])]);
    expect(() => held.at(other)).toThrow(ConfigError);
    expect(() => held.at(other)).toThrow(/test: 'plain' was \[3, 7\] and is trained as \[3, 8\]/);
  });
});
