/** What holds for every optimizer, whatever it computes. */
import { ConfigError, InputError, type ParameterArena, SharedHeap } from '@bertsmith/tensor';
import { afterEach, describe, expect, it } from 'vitest';
import { FlatKernels } from '../src/flat-kernels/flat-kernels.js';
import type { Optimizer } from '../src/optimizers/optimizer.js';
import type { OptimizerOptions } from '../src/optimizers/optimizer-options.js';
import {
  bits,
  disposeBenches,
  gradientsOf,
  optimizerBench,
  parameterBits,
  SCHEDULE,
  takeSteps,
} from './optimizer-bench.js';

/** An optimizer with some options, and what is asked of it beside them. */
export type OptimizerFactory = (arena: ParameterArena, kernels: FlatKernels, common?: OptimizerOptions) => Optimizer;

/** Describes an optimizer: exact by rows, the same bits for any number of threads, resumable, and careful with its input. */
export function describeOptimizer(name: string, make: OptimizerFactory): void {
  describe(name, () => {
    afterEach(disposeBenches);

    it.each([true, false])(
      'takes the same step by rows as with zeros around them (weight decay: %s)',
      async (decay) => {
        const common = { make, decayTable: decay };
        const byRows = optimizerBench({ ...common, tableGradient: 'rows' });
        const dense = optimizerBench({ ...common, tableGradient: 'dense' });
        const before = parameterBits(dense.arena);
        await takeSteps(byRows);
        await takeSteps(dense);
        expect(parameterBits(byRows.arena).equals(parameterBits(dense.arena))).toBe(true);
        expect(parameterBits(dense.arena).equals(before)).toBe(false);
        for (const [key, { data }] of dense.optimizer.stateDict().tensors) {
          const other = byRows.optimizer.stateDict().tensors.get(key)?.data as Float32Array;
          expect(bits(other).equals(bits(data)), key).toBe(true);
        }
      },
    );

    it('takes a step in which no row of a table has a gradient', async () => {
      const byRows = optimizerBench({ make, tableGradient: 'rows' });
      const dense = optimizerBench({ make, tableGradient: 'dense' });
      for (const { arena, optimizer } of [byRows, dense]) {
        const { rows } = gradientsOf(arena, 0);
        const none = { dense: arena.allocateLike('dense'), rows: [] };
        await optimizer.step({ gradients: gradientsOf(arena, 0), learningRate: 0.01 });
        await optimizer.step({ gradients: none, learningRate: 0.01 });
        const empty = rows.map(({ name }) => ({ name, rows: new Int32Array(0), values: new Float32Array(0) }));
        await optimizer.step({ gradients: { ...none, rows: empty }, learningRate: 0.01 });
      }
      expect(parameterBits(byRows.arena).equals(parameterBits(dense.arena))).toBe(true);
    });

    it('gives the same bits for 1, 2 and 3 threads', async () => {
      const results = [1, 2, 3].map(async (threads) => {
        const bench = optimizerBench({ make, threads });
        await takeSteps(bench);
        return parameterBits(bench.arena).toString('base64');
      });
      expect(new Set(await Promise.all(results)).size).toBe(1);
    });

    it('goes on after a resume as if it had not been interrupted', async () => {
      const straight = optimizerBench({ make });
      await takeSteps(straight);
      const first = optimizerBench({ make });
      await takeSteps(first, 0, 2);
      const resumed = optimizerBench({ make });
      resumed.arena.data.set(first.arena.data);
      resumed.optimizer.loadStateDict(first.optimizer.stateDict());
      await takeSteps(resumed, 2);
      expect(resumed.optimizer.stateDict().stepCount).toBe(SCHEDULE.length);
      expect(parameterBits(resumed.arena).equals(parameterBits(straight.arena))).toBe(true);
    });

    it('leaves frozen parameters alone, keeps nothing for them, and does to the others what it would do', async () => {
      const all = optimizerBench({ make });
      const groups = [{ parameters: ['bias', 'table', 'qkv.weight'], frozen: true }];
      const some = optimizerBench({ make: (arena, kernels) => make(arena, kernels, { groups }) });
      const before = some.arena.data.slice();
      await takeSteps(all);
      await takeSteps(some);
      for (const entry of some.arena.entries) {
        const isFrozen = groups[0]?.parameters.includes(entry.specification.name);
        const expected = isFrozen ? before : all.arena.data;
        const actual = some.arena.view(entry, some.arena.data).data;
        expect(bits(actual).equals(bits(some.arena.view(entry, expected).data)), entry.specification.name).toBe(true);
      }
      const kept = [...some.optimizer.stateDict().tensors.keys()];
      expect(kept.filter((key) => /^(bias|table|qkv|query|key|value)/.test(key))).toEqual([]);
    });

    it('gives a group its learning rate: twice the factor and half the rate are the same', async () => {
      const groups = [{ parameters: '*', learningRateFactor: 2 }];
      const faster = optimizerBench({ make: (arena, kernels) => make(arena, kernels, { groups }) });
      const plain = optimizerBench({ make });
      await faster.optimizer.step({ gradients: gradientsOf(faster.arena, 0), learningRate: 1e-3 });
      await plain.optimizer.step({ gradients: gradientsOf(plain.arena, 0), learningRate: 2e-3 });
      expect(parameterBits(faster.arena).equals(parameterBits(plain.arena))).toBe(true);
    });

    it('refuses a step that cannot be taken, and changes nothing', async () => {
      const { arena, optimizer } = optimizerBench({ make });
      const before = bits(arena.data);
      const gradients = { dense: arena.allocateLike('dense'), rows: [] };
      await expect(optimizer.step({ gradients, learningRate: Number.NaN })).rejects.toThrow(InputError);
      await expect(optimizer.step({ gradients, learningRate: 1, gradientScale: Number.NaN })).rejects.toThrow(
        InputError,
      );
      expect(bits(arena.data).equals(before)).toBe(true);
      expect(optimizer.stateDict().stepCount).toBe(0);
    });

    it('refuses kernels and heaps of other memory, and groups that fit nothing', () => {
      const { arena, kernels } = optimizerBench({ make });
      expect(() => make(arena, new FlatKernels(new SharedHeap(), { threads: 1 }))).toThrow(/on the heap of the arena/);
      expect(() => make(arena, kernels, { heap: new SharedHeap() })).toThrow(/in the memory of the arena's heap/);
      expect(() => make(arena, kernels, { groups: [{ parameters: 'head.*' }] })).toThrow(ConfigError);
    });
  });
}
