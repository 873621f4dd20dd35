import { ConfigError, ParameterArena, ShapeError, SharedHeap, TrainingError, tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { hasSameBits } from '../../test/distance.js';
import { fillPseudoRandom } from '../../test/pseudo-random.js';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { ExponentialMovingAverage, type ExponentialMovingAverageOptions } from './exponential-moving-average.js';

const initialization = { constant: 0 };

function setUp(options?: ExponentialMovingAverageOptions, threads = 2) {
  // Sizes without gaps between entries, which a state does not have.
  const arena = new ParameterArena(
    [
      { name: 'weight', shape: [300, 304], initialization, weightDecay: true },
      { name: 'table', shape: [64, 3], initialization, weightDecay: true, gradient: 'rows' },
    ],
    new SharedHeap(),
  );
  const kernels = new FlatKernels(arena.heap, { threads });
  fillPseudoRandom(arena.data, 1);
  return { arena, kernels, average: new ExponentialMovingAverage(arena, kernels, options) };
}

type SetUp = ReturnType<typeof setUp>;

/** Other parameters, and an update, some times. */
async function moveOn({ arena, average }: SetUp, times: readonly number[]): Promise<void> {
  for (const time of times) {
    fillPseudoRandom(arena.data, time + 2);
    await average.update();
  }
}

/** The same in plain float32. */
function referenceAverage(length: number, shares: readonly number[]): Float32Array {
  const f = Math.fround;
  const average = fillPseudoRandom(new Float32Array(length), 1);
  shares.forEach((share, time) => {
    const parameters = fillPseudoRandom(new Float32Array(length), time + 2);
    average.forEach((value, index) => {
      average[index] = f(value + f(f(share) * f((parameters[index] as number) - value)));
    });
  });
  return average;
}

describe('ExponentialMovingAverage', () => {
  it.each([1, 2, 3])('averages as a plain loop does, with %i threads', async (threads) => {
    const parts = setUp({ decay: 0.9 }, threads);
    using _ = parts.kernels;
    await moveOn(parts, [0, 1, 2]);
    await parts.average.swap();
    const share = 1 - 0.9;
    const expected = referenceAverage(parts.arena.data.length, [share, share, share]);
    expect(hasSameBits(parts.arena.data, expected)).toBe(true);
  });

  it('forgets the beginning sooner with a warm-up', async () => {
    const parts = setUp({ decay: 0.2, hasWarmup: true });
    using _ = parts.kernels;
    await moveOn(parts, [0, 1, 2]);
    await parts.average.swap();
    const shares = [1 - 2 / 11, 0.8, 0.8];
    expect(hasSameBits(parts.arena.data, referenceAverage(parts.arena.data.length, shares))).toBe(true);
  });

  it('swaps in and out, and leaves the parameters as they were', async () => {
    const { arena, kernels, average } = setUp();
    using _ = kernels;
    const before = arena.data.slice();
    const parameters = fillPseudoRandom(arena.data, 9).slice();
    await average.swap();
    expect(average.isSwapped).toBe(true);
    expect(hasSameBits(arena.data, before)).toBe(true);
    await average.swap();
    expect(average.isSwapped).toBe(false);
    expect(hasSameBits(arena.data, parameters)).toBe(true);
  });

  it('refuses to be updated or saved while the model has the averages', async () => {
    const { kernels, average } = setUp();
    using _ = kernels;
    await average.swap();
    await expect(average.update()).rejects.toThrow(TrainingError);
    expect(() => average.stateDict()).toThrow(/swap back before you save them/);
    expect(() => average.loadStateDict({ stepCount: 0, tensors: new Map() })).toThrow(TrainingError);
  });

  it('goes on after a resume as if it had not been interrupted', async () => {
    const options = { decay: 0.5, hasWarmup: true };
    const [straight, first, resumed] = [setUp(options), setUp(options), setUp(options)];
    using _1 = straight.kernels;
    using _2 = first.kernels;
    using _3 = resumed.kernels;
    await moveOn(straight, [0, 1, 2, 3]);
    await moveOn(first, [0, 1]);
    resumed.average.loadStateDict(first.average.stateDict());
    await moveOn(resumed, [2, 3]);
    for (const { average } of [straight, resumed]) await average.swap();
    expect(hasSameBits(resumed.arena.data, straight.arena.data)).toBe(true);
  });

  it('refuses states of other parameters', () => {
    const { kernels, average } = setUp();
    using _ = kernels;
    const { tensors } = average.stateDict();
    const other = new Map(tensors).set('weight.average', tensor('float32', [1], new Float32Array(1)));
    expect(() => average.loadStateDict({ stepCount: 1, tensors: other })).toThrow(ShapeError);
    expect(() => average.loadStateDict({ stepCount: 1, tensors: new Map() })).toThrow(ConfigError);
  });

  it.each([
    [{ decay: 1 }, 'moving average: decay must be 0 to below 1, not 1'],
    [{ decay: Number.NaN }, 'not NaN'],
    [{ hasWarmup: 'yes' }, 'hasWarmup must be true or false, not yes'],
    [{ heap: new SharedHeap() }, /must work on the memory of the arena/],
  ])('refuses %j', (options, message) => {
    const create = () => setUp(options as ExponentialMovingAverageOptions);
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(message);
  });
});
