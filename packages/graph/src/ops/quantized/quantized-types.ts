/** Checks of the shape rules of 8-bit ops. */
import { type Dimension, type DType, DTypeError, ShapeError } from '@bertsmith/tensor';
import { formatValueType, type ValueType } from '../../ir/value.js';
import { requireInput } from '../op-requirements.js';

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
