import { InputError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockScales, nearestBlockSteps, packBlocks } from './block-steps.js';
import { quantizeChannels, STEP_LIMIT, transposeSteps } from './channel-steps.js';
import { compensatedSteps } from './compensated-steps.js';
import { inverseCholesky } from './inverse-cholesky.js';
import { decibels, signalAndNoise } from './signal-to-noise.js';

const RUNS = { numRuns: 300, seed: 11 };

/** Finite float32 numbers of any size, subnormal ones too. */
const float = fc.float({ noNaN: true, noDefaultInfinity: true });
const matrix = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 40 })).chain(([rows, columns]) =>
  fc.tuple(
    fc.array(float, { minLength: rows * columns, maxLength: rows * columns }).map((all) => Float32Array.from(all)),
    fc.constant(columns),
  ),
);

/** Of a step: the scale itself is a float32, so the largest weight may be a last digit beyond its last step. */
const HALF = 0.5 + 1e-4;

describe('channels', () => {
  it.each(Object.entries(STEP_LIMIT))('are within half a step of the weights (%s)', (_, limit) => {
    fc.assert(
      fc.property(matrix, ([data, columns]) => {
        const { steps, scales } = quantizeChannels(data, columns, limit, 'w');
        for (const [index, weight] of data.entries()) {
          const scale = scales[Math.floor(index / columns)] as number;
          const step = steps[index] as number;
          expect(Math.abs(step)).toBeLessThanOrEqual(limit);
          expect(Math.abs(weight - step * scale)).toBeLessThanOrEqual(HALF * scale);
        }
      }),
      RUNS,
    );
  });

  it.each([
    ['zeros', [0, 0, 0], [0, 0, 0], 1],
    ['one value', [0.5, 0.5, 0.5], [127, 127, 127], Math.fround(0.5 / 127)],
    ['one negative value', [-0.5, -0.5, -0.5], [-127, -127, -127], Math.fround(0.5 / 127)],
    ['a huge range', [3e38, 1, -1e-38], [127, 0, 0], Math.fround(3e38 / 127)],
    ['subnormal numbers', [1e-42, -2e-42, 0], [0, 0, 0], 2 ** -126],
  ])('of %s have a scale that is a number', (_, weights, steps, scale) => {
    const found = quantizeChannels(Float32Array.from(weights), 3, 127, 'w');
    expect([...found.steps]).toEqual(steps);
    expect(found.scales[0]).toBe(scale);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuse %s, and say where', (value) => {
    const quantizeIt = () => quantizeChannels(Float32Array.of(1, value, 2, 3), 2, 127, 'layer.weight');
    expect(quantizeIt).toThrow(InputError);
    expect(quantizeIt).toThrow(`layer.weight: element 1 is ${value}: such a model cannot be quantized`);
  });

  it('are transposed for products', () => {
    expect([...transposeSteps(Int8Array.of(1, 2, 3, 4, 5, 6), 3)]).toEqual([1, 4, 2, 5, 3, 6]);
  });
});

describe('blocks', () => {
  it('of 8 bits are within half a step of the weights, but for the end that is a step shorter', () => {
    fc.assert(
      fc.property(matrix, ([data, columns]) => {
        const attributes = { bits: 8, blockSize: 16 } as const;
        const scales = blockScales(data, columns, attributes);
        const blocks = Math.ceil(columns / 16);
        const steps = nearestBlockSteps(data, columns, scales, attributes);
        for (const [index, weight] of data.entries()) {
          const scale = scales[Math.floor(index / columns) * blocks + Math.floor((index % columns) / 16)] as number;
          const error = Math.abs(weight - ((steps[index] as number) - 128) * scale);
          expect(error).toBeLessThanOrEqual((steps[index] === 255 ? 1 + 1e-4 : HALF) * Math.abs(scale));
        }
      }),
      RUNS,
    );
  });

  it('of 4 bits share bytes, the first in the lower half; what a block lacks stands for 0', () => {
    const steps = Uint8Array.from({ length: 18 }, (_, index) => index % 16);
    const packed = packBlocks(steps, 18, { bits: 4, blockSize: 16 });
    const bytes = [0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe, 0x10, ...new Array(7).fill(0x88)];
    expect([...packed]).toEqual(bytes);
  });
});

describe('the inverse Cholesky factor', () => {
  it('times itself is the inverse', () => {
    const a = Float64Array.of(4, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 2);
    const u = inverseCholesky(a, 3);
    const at = (m: Float64Array, i: number, j: number) => m[3 * i + j] as number;
    const product = (i: number, j: number) => {
      let sum = 0;
      for (let k = 0; k < 3; k++) for (let l = 0; l < 3; l++) sum += at(a, i, k) * at(u, l, k) * at(u, l, j);
      return sum;
    };
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) expect(product(i, j)).toBeCloseTo(Number(i === j), 12);
    expect([at(u, 1, 0), at(u, 2, 0), at(u, 2, 1)]).toEqual([0, 0, 0]);
  });

  it('is refused of a matrix that has none', () => {
    expect(() => inverseCholesky(Float64Array.of(1, 2, 2, 1), 2)).toThrow('not positive definite');
  });
});

describe('compensated steps', () => {
  const columns = 12;
  const data = Float32Array.from({ length: 4 * columns }, (_, index) => Math.sin(3.7 * index));
  /** Inputs that vary together, so that one column's error can be made up for by another's. */
  const inputs = Array.from({ length: 40 }, (_, row) =>
    Array.from({ length: columns }, (_, column) => Math.sin(row) + 0.3 * Math.cos(row * column)),
  );
  const moments = Float64Array.from(
    { length: columns ** 2 },
    (_, index) =>
      inputs.reduce((sum, x) => sum + (x[Math.floor(index / columns)] as number) * (x[index % columns] as number), 0) /
      40,
  );
  const scale = 0.25;

  function outputError(steps: ArrayLike<number>): number {
    const weight = (row: number, column: number) =>
      (data[row * columns + column] as number) - (steps[row * columns + column] as number) * scale;
    const errors = inputs.flatMap((x) =>
      [0, 1, 2, 3].map((row) => x.reduce((sum, value, column) => sum + value * weight(row, column), 0)),
    );
    return errors.reduce((sum, error) => sum + error * error, 0);
  }

  it('change the outputs less than the nearest ones do', () => {
    const steps = compensatedSteps({ data, columns, moments, limit: 7, scaleAt: () => scale });
    const nearest = Array.from(data, (weight) => Math.round(weight / scale));
    expect(outputError(steps)).toBeLessThan(0.5 * outputError(nearest));
    expect(steps.every((step) => Math.abs(step) <= 7)).toBe(true);
  });

  it('are the nearest where inputs are independent', () => {
    const identity = Float64Array.from({ length: columns ** 2 }, (_, index) => Number(index % (columns + 1) === 0));
    const steps = compensatedSteps({ data, columns, moments: identity, limit: 7, scaleAt: () => scale });
    expect([...steps]).toEqual(Array.from(data, (weight) => Math.round(weight / scale) + 0));
  });
});

it('decibels are ten for each factor of ten', () => {
  expect(decibels(signalAndNoise([10, 0], [9, 0]))).toBeCloseTo(20, 10);
  expect(decibels(signalAndNoise([1, 2], [1, 2]))).toBe(Number.POSITIVE_INFINITY);
});
