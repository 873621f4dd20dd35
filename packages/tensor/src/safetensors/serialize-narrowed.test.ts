import { describe, expect, it } from 'vitest';
import { InputError } from '../errors/error-classes.js';
import { decodeBfloat16, decodeFloat16 } from '../half-precision.js';
import { tensor } from '../tensor.js';
import { readSafetensors } from './read-safetensors.js';
import { serializeNarrowed } from './serialize-narrowed.js';

/** Every chunk is only valid until the next one. */
const collect = (chunks: Iterable<Uint8Array>) => Buffer.concat(Array.from(chunks, (chunk) => Buffer.from(chunk)));

describe('serializeNarrowed', () => {
  it.each([
    ['float16', decodeFloat16, 0x7c00],
    ['bfloat16', decodeBfloat16, 0x7f80],
  ] as const)('gives back every finite %s, and both infinities', (dtype, decode, exponent) => {
    const patterns = Uint16Array.from({ length: 65_536 }, (_, bits) => bits).filter((bits) => {
      return (bits & exponent) !== exponent || (bits & 0x7fff) === exponent;
    });
    const wide = new Float32Array(patterns.length);
    decode(patterns, wide);
    const tensors = [
      ['b', tensor('float32', [patterns.length], wide)],
      ['a', tensor('float32', [1, 2], Float32Array.of(0.5, -2))],
    ] as const;
    const { tensors: read, metadata } = readSafetensors(collect(serializeNarrowed(dtype, tensors, { format: 'pt' })));
    expect([...read.keys()]).toEqual(['a', 'b']);
    expect(read.get('b')).toEqual({ dtype, shape: [patterns.length], data: patterns });
    expect(metadata).toEqual(new Map([['format', 'pt']]));
  });

  it('takes tensors of more than one piece, and none', () => {
    const long = Float32Array.from({ length: 200_001 }, (_, index) => index % 256);
    const content = collect(serializeNarrowed('bfloat16', [['long', tensor('float32', [200_001], long)]]));
    const { data } = readSafetensors(content).tensors.get('long')!;
    const widened = new Float32Array(data.length);
    decodeBfloat16(data as Uint16Array, widened);
    expect(widened).toEqual(long);
    expect(readSafetensors(collect(serializeNarrowed('float16', []))).tensors.size).toBe(0);
  });

  it('says which number the dtype has not got', () => {
    const weight = tensor('float32', [3], Float32Array.of(1, Number.POSITIVE_INFINITY, -70_000));
    expect(() => collect(serializeNarrowed('float16', [['weight', weight]]))).toThrow(InputError);
    expect(() => collect(serializeNarrowed('float16', [['weight', weight]]))).toThrow(
      'tensor "weight" has the value -70000, which float16 cannot hold: save it as float32 or bfloat16',
    );
  });
});
