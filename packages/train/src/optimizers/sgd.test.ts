import { ConfigError } from '@bertsmith/tensor';
import { afterEach, describe, expect, it } from 'vitest';
import { bits, disposeBenches, gradientsOf, optimizerBench, SCHEDULE, takeSteps } from '../../test/optimizer-bench.js';
import { describeOptimizer } from '../../test/optimizer-suite.js';
import { SGD, type SGDOptions } from './sgd.js';

const OPTIONS: readonly SGDOptions[] = [
  {},
  { momentum: 0 },
  { momentum: 0, weightDecay: 0.1 },
  { momentum: 0.8, nesterov: true, weightDecay: 0.1 },
];

for (const options of OPTIONS) {
  describeOptimizer(`SGD ${JSON.stringify(options)}`, (arena, kernels, common) => {
    return new SGD(arena, kernels, { ...options, ...common });
  });
}

const f = Math.fround;

/** Plain loops that round to float32 after every operation: the parameters after all steps. */
function referenceSGD(p: Float32Array, gradients: readonly Float32Array[], options: Required<SGDSettings>): void {
  const { momentum, nesterov, weightDecay } = options;
  const buffer = new Float32Array(p.length);
  SCHEDULE.forEach(({ learningRate, gradientScale }, step) => {
    p.forEach((value, i) => {
      const gradient = f((gradients[step]?.[i] as number) * f(gradientScale));
      const direction = f(gradient + f(f(weightDecay) * value));
      buffer[i] = f(f(f(momentum) * (buffer[i] as number)) + direction);
      const ahead = f(direction + f(f(momentum) * (buffer[i] as number)));
      p[i] = f(value - f(f(learningRate) * (nesterov ? ahead : (buffer[i] as number))));
    });
  });
}

type SGDSettings = Pick<SGDOptions, 'momentum' | 'nesterov' | 'weightDecay'>;

describe('SGD', () => {
  afterEach(disposeBenches);

  it.each(OPTIONS)('agrees bit for bit with a loop that rounds to float32: %j', async (options) => {
    const bench = optimizerBench({
      make: (arena, kernels) => new SGD(arena, kernels, options),
      tableGradient: 'dense',
    });
    const { arena } = bench;
    const settings = { momentum: 0.9, nesterov: false, weightDecay: 0, ...options };
    const expected = arena.entries.map((entry) => {
      const p = arena.view(entry, arena.data).data.slice();
      const gradients = SCHEDULE.map((_, step) => arena.view(entry, gradientsOf(arena, step).dense).data);
      const weightDecay = entry.specification.weightDecay ? settings.weightDecay : 0;
      referenceSGD(p, gradients, { ...settings, weightDecay });
      return p;
    });
    await takeSteps(bench);
    arena.entries.forEach((entry, index) => {
      const actual = arena.view(entry, arena.data).data;
      expect(bits(actual).equals(bits(expected[index] as Float32Array)), entry.specification.name).toBe(true);
    });
  });

  it('keeps nothing without momentum', () => {
    const { optimizer } = optimizerBench({ make: (arena, kernels) => new SGD(arena, kernels, { momentum: 0 }) });
    expect(optimizer.stateDict().tensors.size).toBe(0);
  });

  it('sets momentum to zero once it is subnormal', async () => {
    const { arena, optimizer } = optimizerBench({ make: (arena, kernels) => new SGD(arena, kernels) });
    const momentum = optimizer.stateDict().tensors.get('bias.momentum_buffer')?.data as Float32Array;
    momentum.set([2 ** -126, -(2 ** -126), 1e-40]);
    await optimizer.step({ gradients: { dense: arena.allocateLike('dense'), rows: [] }, learningRate: 1e-4 });
    expect([...momentum.subarray(0, 3)].every((value) => Object.is(Math.abs(value), 0))).toBe(true);
  });

  it.each([
    [{ momentum: 1 }, 'SGD: momentum must be 0 to below 1, not 1'],
    [{ momentum: Number.NaN }, 'not NaN'],
    [{ weightDecay: -0.1 }, 'SGD: weightDecay must be 0 or more, not -0.1'],
    [{ nesterov: 'yes' }, 'nesterov must be true or false, not yes'],
    [{ nesterov: true, momentum: 0 }, 'momentum must be above 0, not 0'],
  ])('refuses %j', (options, message) => {
    const create = () => optimizerBench({ make: (arena, kernels) => new SGD(arena, kernels, options as SGDOptions) });
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(message);
  });
});
