import { BackendError, ConfigError, SharedHeap } from '@bertsmith/tensor';
import { afterEach, describe, expect, it } from 'vitest';
import { fillPseudoRandom } from '../../test/pseudo-random.js';
import { accumulateRowsCalls, sumOfSquaresCalls } from './chunked-calls.js';
import { FlatKernels } from './flat-kernels.js';
import type { KernelCall } from './kernel-call.js';

const THREADS = [1, 2, 3];
/** Squares of float32 are exact in float64; 10^6 roundings of 1.1e-16, of random sign, come to about 1e-13. */
const SUM_TOLERANCE = 1e-12;
const OUTSIDE: KernelCall = { kernel: 'sumOfSquares', arguments: [2 ** 32 - 64, 64] };

const made: FlatKernels[] = [];

function makeKernels(threads: number): FlatKernels {
  const kernels = new FlatKernels(new SharedHeap(), { threads });
  made.push(kernels);
  return kernels;
}

afterEach(async () => {
  await Promise.all(made.splice(0).map((kernels) => kernels.dispose()));
});

async function sumOfSquares(x: Float32Array, kernels: FlatKernels): Promise<number> {
  const sums = await kernels.run(sumOfSquaresCalls(x, kernels.heap));
  return sums.reduce((total, sum) => total + sum, 0);
}

describe('sumOfSquares', () => {
  it('is accurate over a million numbers, and the same bits for any number of threads', async () => {
    const sums = await Promise.all(
      THREADS.map((threads) => {
        const kernels = makeKernels(threads);
        return sumOfSquares(fillPseudoRandom(kernels.heap.allocate('float32', 1_000_003), 7), kernels);
      }),
    );
    const x = fillPseudoRandom(new Float32Array(1_000_003), 7);
    const expected = x.reduce((total, value) => total + value * value, 0);
    expect(Math.abs((sums[0] as number) / expected - 1)).toBeLessThan(SUM_TOLERANCE);
    expect(new Set(sums).size).toBe(1);
  });

  it('takes arrays of any length, also where float32 would overflow', async () => {
    const kernels = makeKernels(1);
    for (let length = 0; length < 10; length++) {
      const x = kernels.heap.allocate('float32', length).fill(2 ** 70);
      expect(await sumOfSquares(x, kernels)).toBe(length * 2 ** 140);
    }
  });
});

describe('accumulateRows', () => {
  it.each([1, 4, 7, 384])('adds rows of width %i in their order, whatever the number of threads', async (width) => {
    const tokens = 700;
    for (const threads of THREADS) {
      const kernels = makeKernels(threads);
      const { heap } = kernels;
      const values = fillPseudoRandom(heap.allocate('float32', tokens * width), 3);
      const slots = heap.allocate('int32', tokens);
      slots.set(slots.map((_, token) => (token * token) % 251));
      const out = heap.allocate('float32', 251 * width).fill(9);
      await kernels.run(accumulateRowsCalls({ values, slots, out, width }, heap));
      expect(out).toEqual(addRows(values, slots, new Float32Array(out.length), width));
    }
  });
});

function addRows(values: Float32Array, slots: Int32Array, out: Float32Array, width: number): Float32Array {
  values.forEach((value, index) => {
    const slot = slots[Math.floor(index / width)] as number;
    const at = slot * width + (index % width);
    out[at] = (out[at] as number) + value;
  });
  return out;
}

describe('scale', () => {
  it.each([0, 1, 3, 4, 5, 11])('multiplies %i elements and no more', async (length) => {
    const kernels = makeKernels(1);
    const x = kernels.heap.allocate('float32', length + 1).fill(3);
    await kernels.run([{ kernel: 'scale', arguments: [x.byteOffset, length, 0.5] }]);
    expect([...x]).toEqual([...new Array(length).fill(1.5), 3]);
  });
});

describe('FlatKernels', () => {
  it('runs lists one after another, longer ones than before too', async () => {
    const kernels = makeKernels(2);
    const x = kernels.heap.allocate('float32', 4).fill(1);
    const call: KernelCall = { kernel: 'sumOfSquares', arguments: [x.byteOffset, 4] };
    const lengths = [1, 0, 5000, 3];
    const results = await Promise.all(lengths.map((length) => kernels.run(new Array(length).fill(call))));
    expect(results.map((sums) => sums.length)).toEqual(lengths);
    expect(new Set(results.flatMap((sums) => [...sums]))).toEqual(new Set([4]));
  });

  it('sees memory that the heap grew by after the threads were started', async () => {
    const kernels = makeKernels(1);
    await kernels.run([]);
    const x = kernels.heap.allocate('float32', 10_000_000);
    x[9_999_999] = 3;
    expect(await sumOfSquares(x, kernels)).toBe(9);
  });

  it('rejects the list of a call that fails, and goes on', async () => {
    const kernels = makeKernels(2);
    await expect(kernels.run([OUTSIDE])).rejects.toThrow(/a call failed: memory access out of bounds/);
    expect(await sumOfSquares(kernels.heap.allocate('float32', 3).fill(1), kernels)).toBe(3);
  });

  it('refuses arrays of other memory', () => {
    expect(() => sumOfSquaresCalls(new Float32Array(4), new SharedHeap())).toThrow(ConfigError);
    expect(() => sumOfSquaresCalls(new SharedHeap().allocate('float32', 4), new SharedHeap())).toThrow(ConfigError);
  });

  it.each([0, 1.5, Number.NaN])('refuses %d threads', (threads) => {
    expect(() => new FlatKernels(new SharedHeap(), { threads })).toThrow(ConfigError);
  });

  it('rejects when it is disposed, also in the middle of a job', async () => {
    const kernels = makeKernels(2);
    const x = kernels.heap.allocate('float32', 1_000_000);
    const calls = new Array<KernelCall>(10_000).fill({ kernel: 'sumOfSquares', arguments: [x.byteOffset, x.length] });
    const job = expect(kernels.run(calls)).rejects.toThrow(BackendError);
    kernels[Symbol.dispose]();
    await job;
    await expect(kernels.run([])).rejects.toThrow(/disposed/);
  });
});
