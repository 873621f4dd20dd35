import type { FileHandle } from 'node:fs/promises';
import { convertToFloat32 } from '../convert-to-float32.js';
import { allocateStorage, bytesPerElement, type DType } from '../dtype.js';
import type { Place } from '../safetensors/format-error.js';
import { readExactly } from './read-exactly.js';

/** Other dtypes go through a buffer of this size, which stays in the processor's cache, on their way to float32. */
const CONVERSION_BYTES = 256 * 1024;

/** Elements that lie one behind the other in a file. */
export interface ElementSource extends Place {
  /** A floating-point one. */
  readonly dtype: DType;
  /** Bytes from the start of the file to the first element. */
  readonly byteOffset: number;
}

/**
 * Fills `target` with the elements at a place of an open file: `float32` without a copy, `float16` and `bfloat16` exactly,
 * `float64` rounded to the nearest.
 *
 * @throws FormatError when the file ends before, InputError when the system cannot read it, DTypeError for integers
 */
export async function readFloat32(handle: FileHandle, source: ElementSource, target: Float32Array): Promise<void> {
  const { dtype, byteOffset } = source;
  if (dtype === 'float32') return await readExactly(handle, asBytes(target), source);
  const elementBytes = bytesPerElement(dtype);
  const capacity = CONVERSION_BYTES / elementBytes;
  const buffer = allocateStorage(dtype, Math.min(target.length, capacity));
  for (let start = 0; start < target.length; start += capacity) {
    const part = buffer.subarray(0, target.length - start);
    await readExactly(handle, asBytes(part), { ...source, byteOffset: byteOffset + start * elementBytes });
    convertToFloat32(dtype, part, target.subarray(start, start + part.length));
  }
}

function asBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
