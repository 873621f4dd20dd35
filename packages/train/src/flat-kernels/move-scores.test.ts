import { ConfigError, ShapeError, SharedHeap } from '@bertsmith/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import { FlatKernels } from './flat-kernels.js';
import { type MovedScores, moveScores } from './move-scores.js';

const heap = new SharedHeap();
const kernels = new FlatKernels(heap, { threads: 2 });
afterAll(() => kernels.dispose());

const STEP = { learningRate: 0.05, regularization: 0.3, stepCount: 1 };

function allocate(
  length: number,
  valuesOf: Partial<Record<keyof MovedScores, (index: number) => number>>,
): MovedScores {
  const names = ['scores', 'weights', 'gradients', 'means', 'squares'] as const;
  const arrays = names.map((name) => {
    const array = heap.allocate('float32', length);
    for (let index = 0; index < length; index++) array[index] = valuesOf[name]?.(index) ?? 0;
    return [name, array] as const;
  });
  return Object.fromEntries(arrays) as unknown as MovedScores;
}

const wave = (index: number, frequency: number) => Math.sin(index * frequency);

/** In plain numbers: what `steps` steps make of a score. */
function moved(score: number, movements: readonly number[]): { score: number; mean: number; square: number } {
  const { learningRate, regularization } = STEP;
  return movements.reduce(
    ({ score, mean, square }, movement, index) => {
      const kept = 1 / (1 + Math.exp(-score));
      const derivative = movement + regularization * kept * (1 - kept);
      const [nextMean, nextSquare] = [0.9 * mean + 0.1 * derivative, 0.999 * square + 0.001 * derivative ** 2];
      const rate = (learningRate * Math.sqrt(1 - 0.999 ** (index + 1))) / (1 - 0.9 ** (index + 1));
      const next = score - (rate * nextMean) / (Math.sqrt(nextSquare) + 1e-8);
      return { score: next, mean: nextMean, square: nextSquare };
    },
    { score, mean: 0, square: 0 },
  );
}

describe('moveScores', () => {
  it.each([1, 4, 7, 65_536 + 5])('is Adam along -w dL/dw and down the sigmoid, for %d scores', async (length) => {
    const start = (index: number) => 6 * wave(index, 0.7);
    const scores = allocate(length, { scores: start, weights: (index) => wave(index, 1.3) });
    const movements = Array.from({ length }, (): number[] => []);
    for (let step = 0; step < 5; step++) {
      for (let index = 0; index < length; index++) {
        scores.gradients[index] = wave(index + step, 2.1);
        movements[index]?.push((scores.weights[index] as number) * (scores.gradients[index] as number));
      }
      await moveScores([scores], { ...STEP, stepCount: step + 1 }, kernels);
    }
    for (let index = 0; index < length; index += Math.ceil(length / 500)) {
      const expected = moved(Math.fround(start(index)), movements[index] as number[]);
      expect(scores.scores[index]).toBeCloseTo(expected.score, 5);
      expect(scores.means[index]).toBeCloseTo(expected.mean, 6);
      expect(scores.squares[index]).toBeCloseTo(expected.square, 6);
    }
  });

  it('knows the slope of the sigmoid to a millionth of it where it is steep, and never takes it for 0', async () => {
    const start = (index: number) => (index - 400) / 10;
    const scores = allocate(801, { scores: start });
    await moveScores([scores], { ...STEP, regularization: 1 }, kernels);
    for (let index = 0; index < 801; index++) {
      const e = Math.exp(-Math.abs(Math.fround(start(index))));
      const slope = (10 * (scores.means[index] as number)) / (e / (1 + e) ** 2);
      expect(Math.abs(slope - 1)).toBeLessThan(Math.abs(start(index)) < 10 ? 1e-6 : 1e-5);
    }
  });

  it('goes on with scores that are far out, whichever side', async () => {
    const scores = allocate(4, { scores: (index) => [100, -100, 1e30, -1e30][index] as number });
    await moveScores([scores], STEP, kernels);
    expect([...scores.scores].every(Number.isFinite)).toBe(true);
    expect([...scores.means].every((mean) => mean > 0)).toBe(true);
  });

  it('makes 0 of moments that are no normal numbers any more', async () => {
    const scores = allocate(8, { scores: () => 90, means: () => 1.2e-38, squares: () => 1.1755e-38 });
    await moveScores([scores], { ...STEP, regularization: 1e-30 }, kernels);
    expect([...scores.means, ...scores.squares]).toEqual(Array(16).fill(0));
  });

  it('moves several matrices as one', async () => {
    const [one, other, both] = [5, 9, 14].map((length) =>
      allocate(length, { weights: (index) => wave(index, 1), gradients: () => 1 }),
    ) as [MovedScores, MovedScores, MovedScores];
    both.weights.set([...one.weights, ...other.weights]);
    await moveScores([one, other], STEP, kernels);
    await moveScores([both], STEP, kernels);
    expect([...one.scores, ...other.scores]).toEqual([...both.scores]);
  });

  it('refuses arrays of other lengths, and of other memory', async () => {
    const scores = allocate(5, {});
    const short = moveScores([{ ...scores, means: heap.allocate('float32', 4) }], STEP, kernels);
    await expect(short).rejects.toThrow(ShapeError);
    await expect(short).rejects.toThrow('moving 5 numbers takes arrays as long, got 5, 5, 4, 5');
    const elsewhere = moveScores([{ ...scores, weights: new Float32Array(5) }], STEP, kernels);
    await expect(elsewhere).rejects.toThrow(ConfigError);
  });

  it.each([
    [{ stepCount: 0 }, /stepCount 0/],
    [{ learningRate: Number.NaN }, /learningRate NaN/],
    [{ regularization: Number.POSITIVE_INFINITY }, /regularization Infinity/],
  ])('refuses what would make NaN of all scores: %j', async (wrong, message) => {
    const scores = allocate(5, { gradients: () => 1, weights: () => 1 });
    const moving = moveScores([scores], { ...STEP, ...wrong }, kernels);
    await expect(moving).rejects.toThrow(ConfigError);
    await expect(moving).rejects.toThrow(message);
    expect([...scores.scores]).toEqual([0, 0, 0, 0, 0]);
  });
});
