import { type NdArray, ndArray } from '../../interpreter/nd-array.js';

/** Applies a function to every vector along the last axis. */
export function mapRows(input: NdArray, map: (row: Float64Array) => Float64Array): NdArray {
  const width = input.shape.at(-1) ?? 1;
  const result = ndArray(input.dtype, input.shape);
  for (let start = 0; start < input.data.length; start += width) {
    result.data.set(map(input.data.subarray(start, start + width)), start);
  }
  return result;
}
