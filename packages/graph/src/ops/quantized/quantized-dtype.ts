/** What 8-bit ops take, and the checks of their shape rules. */
import { type Dimension, type DType, DTypeError, ShapeError } from '@bertsmith/tensor';
import { formatValueType, type ValueType } from '../../ir/value.js';
import { requireInput } from '../op-requirements.js';

/** What floats are quantized to. */
export type QuantizedDType = 'int8' | 'uint8';

/** @throws DTypeError unless the input is int8 or uint8 */
export function requireQuantized(op: string, input: ValueType): QuantizedDType {
  const { dtype } = input;
  if (dtype === 'int8' || dtype === 'uint8') return dtype;
  throw new DTypeError(`${op}: expected int8 or uint8, got ${formatValueType(input)}; quantize it first`, { op });
}

/** @throws DTypeError unless the input is of the dtype */
export function requireDType(op: string, input: ValueType, expected: DType): void {
  if (input.dtype === expected) return;
  throw new DTypeError(`${op}: expected ${expected}, got ${formatValueType(input)}; cast it first`, { op });
}

/** The shape. @throws DTypeError or ShapeError unless the input is a matrix of float32 */
export function requireFloat32Matrix(op: string, inputs: readonly ValueType[], index: number): [Dimension, Dimension] {
  return requireMatrix(op, inputs, index, 'float32');
}

/** The shape. @throws DTypeError or ShapeError unless the input is a matrix of the dtype */
export function requireMatrix(
  op: string,
  inputs: readonly ValueType[],
  index: number,
  dtype: DType,
): [Dimension, Dimension] {
  const input = requireInput(op, inputs, index);
  const found = `input ${index} is a matrix of ${dtype}, got ${formatValueType(input)}`;
  if (input.dtype !== dtype) throw new DTypeError(`${op}: ${found}`, { op, expected: dtype, actual: input.dtype });
  if (input.shape.length !== 2) throw new ShapeError(`${op}: ${found}`, { op, rank: 2 });
  return input.shape as unknown as [Dimension, Dimension];
}
