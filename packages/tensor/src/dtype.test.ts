import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  allocateStorage,
  bytesPerElement,
  DTYPES,
  isDType,
  isFloatingPoint,
  isStorageOf,
  type Storage,
  viewStorage,
} from './dtype.js';
import { DTypeError, ShapeError } from './errors/error-classes.js';

describe.each(DTYPES)('%s', (dtype) => {
  it('has storage of its own size', () => {
    const storage = allocateStorage(dtype, 3);
    expect(storage).toHaveLength(3);
    expect(storage.byteLength).toBe(3 * bytesPerElement(dtype));
    expect(isStorageOf(dtype, storage)).toBe(true);
    expect(isStorageOf(dtype, new DataView(storage.buffer))).toBe(false);
  });

  it('is a view of memory without a copy', () => {
    const memory = new SharedArrayBuffer(64);
    const view = viewStorage(dtype, memory, 16, 2);
    expect(view.buffer).toBe(memory);
    expect([view.byteOffset, view.length]).toEqual([16, 2]);
  });

  it('refuses a view outside of memory', () => {
    const memory = new ArrayBuffer(16);
    const bytes = bytesPerElement(dtype);
    expect(() => viewStorage(dtype, memory, 8, 16 / bytes)).toThrow(ShapeError);
    expect(() => viewStorage(dtype, memory, 32, 0)).toThrow(ShapeError);
    expect(() => viewStorage(dtype, memory, -bytes, 1)).toThrow(ShapeError);
    expect(() => viewStorage(dtype, memory, 0, Number.NaN)).toThrow(ShapeError);
  });
});

it('refuses a view that is not aligned', () => {
  expect(() => viewStorage('float32', new ArrayBuffer(16), 2, 1)).toThrow(
    new DTypeError('viewing memory as float32: byte offset 2 is not a multiple of 4', {
      dtype: 'float32',
      byteOffset: 2,
    }),
  );
});

it('knows its names and which of them are floating-point', () => {
  expect(isDType('bfloat16')).toBe(true);
  expect(['Float32', 'f32', '', 'toString'].filter(isDType)).toEqual([]);
  expect(DTYPES.filter(isFloatingPoint)).toEqual(['float64', 'float32', 'float16', 'bfloat16']);
  expectTypeOf<Storage<'int64'>>().toEqualTypeOf<BigInt64Array>();
});
