import { ConfigError } from '@bertsmith/tensor';
import { afterEach, describe, expect, it } from 'vitest';
import { disposeBenches, gradientsOf, optimizerBench, TABLE } from '../../test/optimizer-bench.js';
import { describeOptimizer } from '../../test/optimizer-suite.js';
import { Adafactor, type AdafactorOptions } from './adafactor.js';

for (const options of [{}, { weightDecay: 0.1, epsilon1: 0, clipThreshold: 2 }]) {
  describeOptimizer(`Adafactor ${JSON.stringify(options)}`, (arena, kernels, common) => {
    return new Adafactor(arena, kernels, { ...options, ...common });
  });
}

function bench(options: AdafactorOptions = {}) {
  return optimizerBench({ make: (arena, kernels) => new Adafactor(arena, kernels, options) });
}

function rootMeanSquare(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
}

describe('Adafactor', () => {
  afterEach(disposeBenches);

  it('keeps a number for each row and column of a matrix, and for each element of a vector', () => {
    const { tensors } = bench().optimizer.stateDict();
    expect(tensors.get('weight.row_var')?.shape).toEqual([311, 1]);
    expect(tensors.get('weight.col_var')?.shape).toEqual([1, 257]);
    expect(tensors.get('bias.variance')?.shape).toEqual([257]);
    expect(tensors.get('scalar.variance')?.shape).toEqual([]);
    expect(tensors.get('query.weight.row_var')?.shape).toEqual([40, 1]);
    expect(tensors.get('table.row_var')?.shape).toEqual([TABLE.rows, 1]);
    const elements = [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
    expect(elements).toBe(311 + 257 + 257 + 1 + 3 * (40 + 33) + TABLE.rows + TABLE.width);
  });

  it('takes a step relative to the size of the parameter, clipped', async () => {
    const { arena, optimizer } = bench();
    const before = arena.get('weight').data.slice();
    await optimizer.step({ gradients: gradientsOf(arena, 0), learningRate: 0.01 });
    const change = arena.get('weight').data.map((value, index) => value - (before[index] as number));
    expect(rootMeanSquare(change) / rootMeanSquare(before)).toBeCloseTo(0.01, 4);
  });

  it('leaves a table without a gradient as it is, but for its weight decay', async () => {
    for (const weightDecay of [0, 0.5]) {
      const { arena, optimizer } = bench({ weightDecay });
      const before = arena.get('table').data.slice();
      await optimizer.step({ gradients: { dense: arena.allocateLike('dense'), rows: [] }, learningRate: 0.01 });
      const decay = Math.fround(1 - 0.01 * weightDecay);
      expect(arena.get('table').data).toEqual(before.map((value) => value * decay));
    }
  });

  it.each([
    [{ beta2Decay: 0.1 }, 'Adafactor: beta2Decay must be'],
    [{ epsilon1: -1 }, 'Adafactor: epsilon1 must be 0 or more, not -1'],
    [{ epsilon2: Number.NaN }, 'Adafactor: epsilon2 must be 0 or more, not NaN'],
    [{ clipThreshold: 0.5 }, 'Adafactor: clipThreshold must be 1 or more, not 0.5'],
    [{ weightDecay: -1 }, 'Adafactor: weightDecay must be 0 or more, not -1'],
  ])('refuses %j', (options, message) => {
    expect(() => bench(options)).toThrow(ConfigError);
    expect(() => bench(options)).toThrow(message);
  });
});
