import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EVERY_DTYPE } from '../../test/every-dtype.js';
import { InputError } from '../errors/error-classes.js';
import { type Tensor, tensor } from '../tensor.js';
import { serializeSafetensors } from './serialize-safetensors.js';

const one = tensor('float32', [1], Float32Array.of(1));

it('writes the bytes that Hugging Face writes', () => {
  const fixture = readFileSync(new URL('../../test/fixtures/safetensors/every-dtype.safetensors', import.meta.url));
  expect(Buffer.concat([...serializeSafetensors(EVERY_DTYPE, { format: 'pt' })])).toEqual(fixture);
});

it('writes no metadata unless there is some', () => {
  const [header] = serializeSafetensors([['a', one]]);
  const json = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  expect(new TextDecoder().decode(header?.subarray(8))).toBe(`${json}  `);
});

it('writes a file without tensors', () => {
  expect(Buffer.concat([...serializeSafetensors([])]).toString('latin1')).toBe('\b\0\0\0\0\0\0\0{}      ');
});

it('copies no tensor', () => {
  const memory = new Float32Array(new SharedArrayBuffer(64), 16, 4);
  const [, chunk] = serializeSafetensors([['a', tensor('float32', [4], memory)]]);
  expect([chunk?.buffer, chunk?.byteOffset, chunk?.byteLength]).toEqual([memory.buffer, 16, 16]);
});

describe('refuses', () => {
  const short: Tensor = { dtype: 'float32', shape: [3], data: new Float32Array(2) };
  it.each<[string, [string, Tensor][], Record<string, string>, string]>([
    [
      'a name twice',
      [
        ['a', one],
        ['a', one],
      ],
      {},
      'a tensor cannot be called "a": it is taken',
    ],
    ["the metadata's name", [['__metadata__', one]], {}, 'a tensor cannot be called "__metadata__": it is taken'],
    ['half a character', [['\ud83d', one]], {}, 'a tensor cannot be called "\\ud83d": it has half of a surrogate pair'],
    ['data that is too short', [['a', short]], {}, 'tensor "a" has 2 elements, its shape [3] 3'],
    ['metadata with half a character', [], { a: '\udead' }, 'the metadata "a" is not a text that UTF-8 can hold'],
    ['metadata of numbers', [], { a: 1 as unknown as string }, 'the metadata "a" is not a text that UTF-8 can hold'],
    ['a header that is too long', [['x'.repeat(1e8), one]], {}, 'the header would have 100000072 bytes'],
  ])('%s', (_, tensors, metadata, message) => {
    expect(() => serializeSafetensors(tensors, metadata)).toThrow(message);
    expect(() => serializeSafetensors(tensors, metadata)).toThrow(InputError);
  });
});
