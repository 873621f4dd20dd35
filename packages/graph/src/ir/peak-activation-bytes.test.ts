import { describe, expect, it } from 'vitest';
import { add } from '../ops/elementwise/add.js';
import { exponential } from '../ops/elementwise/exponential.js';
import { multiply } from '../ops/elementwise/multiply.js';
import { reshape } from '../ops/layout/reshape.js';
import { waitFor } from '../ops/layout/wait-for.js';
import { matmul } from '../ops/matmul/matmul.js';
import { reduceSum } from '../ops/reduce/reduce-sum.js';
import { input, parameter } from '../ops/source/source-op.js';
import { createGraph } from './graph.js';
import { peakActivationBytes } from './peak-activation-bytes.js';

/** Bytes of a float32 `[batch, 10]` at the batch size of these tests. */
const ROWS_BYTES = 3 * 10 * 4;
const SIZES = { batch: 3 };

const x = input('x', 'float32', ['batch', 10]);

describe('peakActivationBytes', () => {
  it('counts an input and the output of a node together, and frees after the last reader', () => {
    const chain = exponential(exponential(exponential(exponential(x))));
    // The second and the third, or the first and the second: two at any moment. The last is the caller's.
    expect(peakActivationBytes(createGraph({ y: chain }), SIZES)).toBe(2 * ROWS_BYTES);
  });

  it('keeps a value for its last reader', () => {
    const first = exponential(x);
    const third = exponential(exponential(first));
    // `first` is there while `third` is made of the second.
    expect(peakActivationBytes(createGraph({ y: add(third, first) }), SIZES)).toBe(3 * ROWS_BYTES);
  });

  it('leaves out inputs, parameters and outputs, also outputs that are read', () => {
    const w = parameter('w', 'float32', [10, 1000]);
    const y = matmul(x, w);
    // Only the sum's operand is the graph's own.
    expect(peakActivationBytes(createGraph({ y, sum: reduceSum(exponential(y)) }), SIZES)).toBe(3 * 1000 * 4);
  });

  it('counts a view once, for as long as one of the two is read', () => {
    const first = exponential(x);
    const flat = reshape(first, ['10*batch']);
    const last = multiply(waitFor(flat, [x]), 2);
    expect(peakActivationBytes(createGraph({ y: reduceSum(last) }), SIZES)).toBe(2 * ROWS_BYTES);
  });

  it('takes a view of an input, or one that is an output, for no memory of the graph', () => {
    const ofInput = exponential(reshape(x, ['10*batch']));
    const y = reshape(exponential(ofInput), ['batch', 10]);
    expect(peakActivationBytes(createGraph({ y }), SIZES)).toBe(2 * ROWS_BYTES);
  });

  it('grows with the sizes of the named dimensions, and by dtype', () => {
    const sizes = [1, 2, 5].map((batch) =>
      peakActivationBytes(createGraph({ y: reduceSum(exponential(x)) }), { batch }),
    );
    expect(sizes).toEqual([40, 80, 200]);
    const doubles = exponential(exponential(input('d', 'float64', ['batch'])));
    expect(peakActivationBytes(createGraph({ y: doubles }), SIZES)).toBe(3 * 8);
  });

  it('is nothing for a graph that computes nothing', () => {
    expect(peakActivationBytes(createGraph({ x }), SIZES)).toBe(0);
  });
});
