import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arbitraryTensors } from '../../test/arbitrary-tensor.js';
import { EVERY_DTYPE } from '../../test/every-dtype.js';
import { bytesPerElement } from '../dtype.js';
import { FormatError } from '../errors/error-classes.js';
import { readSafetensors } from './read-safetensors.js';
import { serializeSafetensors } from './serialize-safetensors.js';

const written = readFileSync(new URL('../../test/fixtures/safetensors/every-dtype.safetensors', import.meta.url));

/** A file with a 1-byte tensor before a float32 one, which is therefore not aligned. */
function unalignedFile(): Uint8Array {
  const header =
    '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}    ';
  const content = new Uint8Array(8 + header.length + 5);
  content[0] = header.length;
  content.set(new TextEncoder().encode(header), 8);
  new DataView(content.buffer).setFloat32(content.length - 4, 1.5, true);
  return content;
}

it('reads what Hugging Face wrote', () => {
  const { tensors, metadata } = readSafetensors(new Uint8Array(written));
  expect(new Map(tensors)).toEqual(new Map(EVERY_DTYPE));
  expect(metadata).toEqual(new Map([['format', 'pt']]));
});

it('gives views of an aligned file', () => {
  const content = new Uint8Array(written);
  const views = [...readSafetensors(content.buffer).tensors.values()];
  expect(views.every(({ data }) => data.buffer === content.buffer)).toBe(true);
});

it('reads data that is not aligned', () => {
  const { tensors } = readSafetensors(unalignedFile());
  expect(tensors.get('b')?.data).toEqual(Float32Array.of(1.5));
});

it('reads a Buffer, a part of memory and shared memory', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(written.length + 3), 3);
  shared.set(written);
  const unaligned = Buffer.concat([Buffer.from('x'), unalignedFile()]).subarray(1);
  for (const content of [written, shared])
    expect(new Map(readSafetensors(content).tensors)).toEqual(new Map(EVERY_DTYPE));
  expect(readSafetensors(unaligned).tensors.get('b')?.data).toEqual(Float32Array.of(1.5));
});

it('says which file it was', () => {
  expect(() => readSafetensors(new Uint8Array(3), 'model.safetensors')).toThrow(
    "safetensors file 'model.safetensors', byte 0: expected 8 bytes of header length, found 3 bytes",
  );
  expect(() => readSafetensors(new ArrayBuffer(0))).toThrow(FormatError);
});

it('gives back what was serialized, wherever it lies in memory', () => {
  fc.assert(
    fc.property(arbitraryTensors, fc.dictionary(fc.string(), fc.string()), fc.nat(9), (tensors, metadata, offset) => {
      const content = Buffer.concat([Buffer.alloc(offset), ...serializeSafetensors(tensors, metadata)]).subarray(
        offset,
      );
      const read = readSafetensors(content);
      expect(new Map(Object.entries(metadata))).toEqual(read.metadata);
      expect(read.tensors.size).toBe(tensors.length);
      for (const [name, { dtype, shape, data }] of tensors) {
        const back = read.tensors.get(name);
        expect([back?.dtype, back?.shape]).toEqual([dtype, shape]);
        expect(bytesOf(back?.data)).toEqual(bytesOf(data));
        expect(back?.data.byteOffset ?? 1).toSatisfy((start: number) => start % bytesPerElement(dtype) === 0);
      }
    }),
    { numRuns: 300 },
  );
});

function bytesOf(view?: ArrayBufferView): Uint8Array {
  return view === undefined ? new Uint8Array(1) : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
