import { DTypeError, ShapeError } from './errors/error-classes.js';

/**
 * The element types of tensors, by the field's names.
 *
 * JavaScript has no 16-bit float arrays on every supported Node, so `float16` and `bfloat16` are stored as their bit
 * patterns in a `Uint16Array`.
 */
export const DTYPES = [
  'float64',
  'float32',
  'float16',
  'bfloat16',
  'int64',
  'int32',
  'int16',
  'int8',
  'uint64',
  'uint32',
  'uint16',
  'uint8',
  'bool',
] as const;

/** An element type, and nothing else. */
export type DType = (typeof DTYPES)[number];

/** The typed array that stores elements of a dtype. */
export interface StorageOf {
  float64: Float64Array;
  float32: Float32Array;
  float16: Uint16Array;
  bfloat16: Uint16Array;
  int64: BigInt64Array;
  int32: Int32Array;
  int16: Int16Array;
  int8: Int8Array;
  uint64: BigUint64Array;
  uint32: Uint32Array;
  uint16: Uint16Array;
  uint8: Uint8Array;
  bool: Uint8Array;
}

/** The storage of a tensor of dtype `D`. */
export type Storage<D extends DType = DType> = StorageOf[D];

interface StorageConstructor<D extends DType> {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): Storage<D>;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): Storage<D>;
}

const CONSTRUCTORS: { readonly [D in DType]: StorageConstructor<D> } = {
  float64: Float64Array,
  float32: Float32Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int16: Int16Array,
  int8: Int8Array,
  uint64: BigUint64Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
  bool: Uint8Array,
};

/** Bytes of one element. */
export function bytesPerElement(dtype: DType): number {
  return CONSTRUCTORS[dtype].BYTES_PER_ELEMENT;
}

/** True for a string that names a dtype. */
export function isDType(name: string): name is DType {
  return (DTYPES as readonly string[]).includes(name);
}

/** True for `float64`, `float32`, `float16` and `bfloat16`: the dtypes that gradients have. */
export function isFloatingPoint(dtype: DType): boolean {
  return dtype.includes('float');
}

/** Zero-filled storage for `length` elements. */
export function allocateStorage<D extends DType>(dtype: D, length: number): Storage<D> {
  return new CONSTRUCTORS[dtype](length);
}

/**
 * Storage over memory that exists, without a copy.
 *
 * @param byteOffset must be a multiple of the element's size
 * @param length elements, not bytes
 * @throws DTypeError when the memory is not aligned to the dtype there, ShapeError when it ends before
 */
export function viewStorage<D extends DType>(
  dtype: D,
  buffer: ArrayBufferLike,
  byteOffset: number,
  length: number,
): Storage<D> {
  const bytes = bytesPerElement(dtype);
  if (byteOffset % bytes !== 0) {
    throw new DTypeError(`viewing memory as ${dtype}: byte offset ${byteOffset} is not a multiple of ${bytes}`, {
      dtype,
      byteOffset,
    });
  }
  if (!(byteOffset >= 0 && length >= 0 && byteOffset + length * bytes <= buffer.byteLength)) {
    throw new ShapeError(
      `viewing memory as ${dtype}: ${length} elements from byte ${byteOffset} on are not within ${buffer.byteLength} bytes`,
      { dtype, byteOffset, length, actual: buffer.byteLength },
    );
  }
  return new CONSTRUCTORS[dtype](buffer, byteOffset, length);
}

/** True when `storage` is the kind of typed array that `dtype` is kept in. */
export function isStorageOf(dtype: DType, storage: ArrayBufferView): boolean {
  return storage instanceof (CONSTRUCTORS[dtype] as unknown as new () => object);
}
