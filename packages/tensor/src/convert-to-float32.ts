import type { DType, Storage } from './dtype.js';
import { DTypeError, ShapeError } from './errors/error-classes.js';
import { decodeBfloat16, decodeFloat16 } from './half-precision.js';

/**
 * Copies floating-point elements into float32: `float16` and `bfloat16` exactly, `float64` rounded to the nearest.
 *
 * @param target as many elements as `source`
 * @throws DTypeError for an integer dtype, ShapeError when the lengths differ
 */
export function convertToFloat32(dtype: DType, source: Storage, target: Float32Array): void {
  if (source.length !== target.length) {
    throw new ShapeError(`converting ${source.length} elements of ${dtype} into ${target.length} of float32`, {
      expected: source.length,
      actual: target.length,
    });
  }
  if (dtype === 'float16') decodeFloat16(source as Uint16Array, target);
  else if (dtype === 'bfloat16') decodeBfloat16(source as Uint16Array, target);
  else if (dtype === 'float32' || dtype === 'float64') target.set(source as Float32Array | Float64Array);
  else throw new DTypeError(`converting ${dtype} to float32: only floating-point elements are converted`, { dtype });
}
