/** How far apart two lists of numbers are. */

/** The largest absolute difference of two elements in the same place; not a number when one is not, or the lengths differ. */
export function largestDifference(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>): number {
  if (actual?.length !== expected.length) return Number.NaN;
  const differences = Array.from(actual, (value, index) => Math.abs(value - (expected[index] as number)));
  return differences.reduce((largest, difference) => Math.max(largest, difference), 0);
}

/** Whether two arrays are equal bit for bit. */
export function hasSameBits(a: Float32Array, b: Float32Array): boolean {
  return asBytes(a).equals(asBytes(b));
}

function asBytes({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
