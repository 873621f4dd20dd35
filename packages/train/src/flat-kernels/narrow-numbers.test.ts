import {
  ConfigError,
  decodeBfloat16,
  decodeFloat16,
  encodeBfloat16,
  encodeFloat16,
  ShapeError,
  SharedHeap,
} from '@bertsmith/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import { FlatKernels } from './flat-kernels.js';
import { narrowNumbers } from './narrow-numbers.js';

const heap = new SharedHeap();
const kernels = new FlatKernels(heap, { threads: 2 });
afterAll(() => kernels.dispose());

const FORMATS = {
  float16: { encode: encodeFloat16, decode: decodeFloat16 },
  bfloat16: { encode: encodeBfloat16, decode: decodeBfloat16 },
} as const;

/** Bit patterns of all kinds of numbers: every exponent of both signs, with fractions around the places where ties and carries are. */
function everyKind(): Float32Array {
  const fractions = [
    0, 1, 0x0fff, 0x1000, 0x1001, 0x2fff, 0x3000, 0x7fff, 0x8000, 0x8001, 0x18000, 0x7fefff, 0x7ff000, 0x7fffff,
  ];
  const bits = Array.from({ length: 512 }, (_, exponent) =>
    fractions.map((fraction) => ((exponent << 23) | fraction) >>> 0),
  );
  const patterns = Uint32Array.from(bits.flat());
  const values = heap.allocate('float32', patterns.length);
  new Uint32Array(values.buffer, values.byteOffset, values.length).set(patterns);
  return values;
}

describe.each(['float16', 'bfloat16'] as const)('narrowNumbers to %s', (to) => {
  const { encode, decode } = FORMATS[to];
  const values = everyKind();
  const patterns = new Uint16Array(values.length);
  encode(values, patterns);
  const numbers = new Float32Array(values.length);
  decode(patterns, numbers);

  it('has the bits of the same numbers narrowed one by one, whatever they are', async () => {
    const narrow = heap.allocate('uint16', values.length);
    await narrowNumbers([{ values, narrow }], to, kernels);
    const isNumber = (index: number) => !Number.isNaN(values[index]);
    narrow.forEach(
      (pattern, index) => void (isNumber(index) && expect(pattern, `of ${values[index]}`).toBe(patterns[index])),
    );
    const nans = new Float32Array(values.length);
    decode(narrow, nans);
    nans.forEach((number, index) => void (isNumber(index) || expect(number).toBeNaN()));
  });

  it('or their values, as float32', async () => {
    const narrow = heap.allocate('float32', values.length);
    await narrowNumbers([{ values, narrow }], to, kernels);
    // `Object.is` tells -0 from 0.
    narrow.forEach((number, index) => void expect(Object.is(number, numbers[index]), `of ${values[index]}`).toBe(true));
  });

  it.each([0, 1, 7, 9, 65_536 + 11])('takes %i numbers, and writes no more', async (length) => {
    const some = heap.allocate('float32', length).map((_, index) => Math.sin(index));
    const source = heap.allocate('float32', length);
    source.set(some);
    const [narrow, wide] = [heap.allocate('uint16', length + 1), heap.allocate('float32', length + 1)];
    const pairs = [narrow, wide].map((array) => ({ values: source, narrow: array.subarray(0, length) }));
    await narrowNumbers(pairs, to, kernels);
    const expected = new Uint16Array(length);
    encode(some, expected);
    expect([...narrow]).toEqual([...expected, 0]);
    const widened = new Float32Array(length);
    decode(expected, widened);
    expect([...wide]).toEqual([...widened, 0]);
  });
});

it('refuses arrays of another length, and of other memory', async () => {
  const values = heap.allocate('float32', 3);
  const short = narrowNumbers([{ values, narrow: heap.allocate('uint16', 2) }], 'float16', kernels);
  await expect(short).rejects.toThrow(ShapeError);
  await expect(short).rejects.toThrow('narrowing 3 numbers takes an array as long, got one of 2');
  await expect(narrowNumbers([{ values, narrow: new Uint16Array(3) }], 'float16', kernels)).rejects.toThrow(
    ConfigError,
  );
});
