/**
 * The arrays of the reference interpreter: every number a float64, whatever its dtype, so that what an op means is not
 * blurred by rounding. Integers up to 2^53 are exact; booleans are 0 and 1.
 */
import { countElements, type DType } from '@bertsmith/tensor';

/** An array of float64 in row-major order. */
export interface NdArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** An array of zeros, or of the given elements. */
export function ndArray(dtype: DType, shape: readonly number[], data?: ArrayLike<number>): NdArray {
  const elements = new Float64Array(countElements(shape));
  if (data !== undefined) elements.set(data);
  return { dtype, shape, data: elements };
}

/** For each axis, how far apart its neighbours lie. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number);
  }
  return strides;
}

/** Every index of a shape in row-major order, as coordinates. The same array is given again and again. */
export function* coordinatesOf(shape: readonly number[]): Generator<readonly number[]> {
  const coordinates = new Array<number>(shape.length).fill(0);
  for (let left = countElements(shape); left > 0; left--) {
    yield coordinates;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      coordinates[axis] = (coordinates[axis] as number) + 1;
      if ((coordinates[axis] as number) < (shape[axis] as number)) break;
      coordinates[axis] = 0;
    }
  }
}

/** The element at coordinates; axes of size 1 repeat, and missing leading axes are not looked at. */
export function elementAt(array: NdArray, coordinates: readonly number[]): number {
  const skipped = coordinates.length - array.shape.length;
  let index = 0;
  for (const [axis, size] of array.shape.entries()) {
    index = index * size + (size === 1 ? 0 : (coordinates[axis + skipped] as number));
  }
  return array.data[index] as number;
}

/** A new array whose element at each coordinate is `compute(coordinates)`. */
export function fillNdArray(
  dtype: DType,
  shape: readonly number[],
  compute: (coordinates: readonly number[]) => number,
): NdArray {
  const result = ndArray(dtype, shape);
  let index = 0;
  for (const coordinates of coordinatesOf(shape)) result.data[index++] = compute(coordinates);
  return result;
}
