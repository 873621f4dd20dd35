/** Integers as runtimes compute them: exact, and wrapped around where the dtype ends. */
import { bytesPerElement, type DType, isFloatingPoint } from '@bertsmith/tensor';

/** True of integers of any size, not of booleans. */
export function isInteger(dtype: DType): boolean {
  return !isFloatingPoint(dtype) && dtype !== 'bool';
}

/** A whole number wrapped around into the range of an integer dtype: 257 is 1 in uint8. */
export function wrapInteger(dtype: DType, whole: bigint): number {
  const bits = 8 * bytesPerElement(dtype);
  return Number(dtype.startsWith('u') ? BigInt.asUintN(bits, whole) : BigInt.asIntN(bits, whole));
}

/** The smallest and the largest number of an integer dtype, or of a boolean. */
export function integerRange(dtype: DType): readonly [number, number] {
  if (dtype === 'bool') return [0, 1];
  const bits = 8 * bytesPerElement(dtype);
  return dtype.startsWith('u') ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}

/** An operation of two integers, on the interpreter's numbers. Where there is no result (a division by 0) it is NaN. */
export function integerOperation(
  dtype: DType,
  compute: (a: bigint, b: bigint) => bigint | undefined,
): (a: number, b: number) => number {
  return (a, b) => {
    const areWhole = Number.isInteger(a) && Number.isInteger(b);
    const result = areWhole ? compute(BigInt(a), BigInt(b)) : undefined;
    return result === undefined ? Number.NaN : wrapInteger(dtype, result);
  };
}
