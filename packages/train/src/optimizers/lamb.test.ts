import { ConfigError } from '@bertsmith/tensor';
import { afterEach, describe, expect, it } from 'vitest';
import { disposeBenches, gradientsOf, optimizerBench } from '../../test/optimizer-bench.js';
import { describeOptimizer } from '../../test/optimizer-suite.js';
import { LAMB, type LAMBOptions } from './lamb.js';

for (const options of [{}, { weightDecay: 0, layerAdaptation: 'all' }] as const) {
  describeOptimizer(`LAMB ${JSON.stringify(options)}`, (arena, kernels, common) => {
    return new LAMB(arena, kernels, { ...options, ...common });
  });
}

/** Roundings of float32. */
const TOLERANCE = 1e-6;

function norm(values: ArrayLike<number>): number {
  return Math.hypot(...Array.from(values));
}

describe('LAMB', () => {
  afterEach(disposeBenches);

  it('takes a step as long as the parameter is large, of each part of a stacked one', async () => {
    const { arena, optimizer } = optimizerBench({ make: (a, kernels) => new LAMB(a, kernels) });
    arena.get('qkv.weight').data.fill(0.25, 0, 40 * 33);
    const before = arena.data.slice();
    const gradients = gradientsOf(arena, 0);
    arena.view(arena.entry('bias'), gradients.dense).data.fill(3);
    await optimizer.step({ gradients, learningRate: 0.01 });
    const change = (name: string, from = 0, length?: number) => {
      const entry = arena.entry(name);
      const range = [from, from + (length ?? entry.length)] as const;
      const old = arena.view(entry, before).data.subarray(...range);
      const step = arena.get(name).data.subarray(...range);
      return norm(step.map((value, index) => value - (old[index] as number))) / norm(old);
    };
    expect(change('weight')).toBeCloseTo(0.01, 6);
    expect(change('table')).toBeCloseTo(0.01, 6);
    for (const part of [0, 1, 2]) expect(change('qkv.weight', part * 40 * 33, 40 * 33)).toBeCloseTo(0.01, 6);
    // No weight decay, no trust ratio: the first step of Adam, the learning rate for each element.
    const old = arena.view(arena.entry('bias'), before).data;
    const steps = arena.get('bias').data.map((value, index) => (old[index] as number) - value);
    expect(steps.every((step) => Math.abs(step - 0.01) < TOLERANCE)).toBe(true);
  });

  it('takes Adam’s step where a parameter is 0', async () => {
    const make = { make: (...place: ConstructorParameters<typeof LAMB>) => new LAMB(...place) };
    const { arena, optimizer } = optimizerBench(make);
    arena.get('weight').data.fill(0);
    const gradients = gradientsOf(arena, 0);
    arena.view(arena.entry('weight'), gradients.dense).data.fill(3);
    await optimizer.step({ gradients, learningRate: 0.01 });
    expect(arena.get('weight').data.every((value) => Math.abs(value + 0.01) < TOLERANCE)).toBe(true);
  });

  it.each([
    [{ beta1: 1 }, 'LAMB: beta1 must be 0 to below 1, not 1'],
    [{ beta2: -1 }, 'LAMB: beta2 must be 0 to below 1, not -1'],
    [{ epsilon: 0 }, 'LAMB: epsilon must be above 0, not 0'],
    [{ weightDecay: Number.NaN }, 'LAMB: weightDecay must be 0 or more, not NaN'],
    [{ layerAdaptation: 'none' }, "LAMB: layerAdaptation must be 'decaying' or 'all', not 'none'"],
  ])('refuses %j', (options, message) => {
    const create = () => optimizerBench({ make: (arena, kernels) => new LAMB(arena, kernels, options as LAMBOptions) });
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(message);
  });
});
