/** Checks that many shape rules make, with messages that name the op. */
import { type DType, DTypeError, formatShape, InputError, isFloatingPoint, ShapeError } from '@bertsmith/tensor';
import { formatValueType, type ValueType } from '../ir/value.js';

/** @throws DTypeError unless all inputs have one dtype; returns it */
export function requireSameDType(op: string, inputs: readonly ValueType[]): DType {
  const dtype = requireInput(op, inputs, 0).dtype;
  if (inputs.some((input) => input.dtype !== dtype)) {
    throw new DTypeError(
      `${op}: the inputs have different dtypes: ${inputs.map(formatValueType).join(' and ')}; cast one first`,
      {
        op,
      },
    );
  }
  return dtype;
}

/** @throws DTypeError unless the input is of floating point */
export function requireFloat(op: string, input: ValueType): void {
  if (isFloatingPoint(input.dtype)) return;
  throw new DTypeError(`${op}: expected a floating-point input, got ${formatValueType(input)}; cast it first`, { op });
}

/** @throws DTypeError unless the input is int32 or int64 */
export function requireIndices(op: string, input: ValueType): void {
  if (input.dtype === 'int32' || input.dtype === 'int64') return;
  throw new DTypeError(`${op}: indices are int32 or int64, got ${formatValueType(input)}`, { op });
}

/** @throws ShapeError unless the input has at least `rank` dimensions */
export function requireRank(op: string, input: ValueType, rank: number): void {
  if (input.shape.length >= rank) return;
  throw new ShapeError(`${op}: expected ${rank} dimensions or more, got ${formatShape(input.shape)}`, { op, rank });
}

/** @throws InputError unless the number is that of a row, while a graph is evaluated */
export function requireRow(op: string, row: number, rows: number): void {
  if (row >= 0 && row < rows) return;
  throw new InputError(`${op}: row ${row} does not exist in a table of ${rows}`, { op, row });
}

/** The input at a position. @throws ShapeError when there are fewer */
export function requireInput(op: string, inputs: readonly ValueType[], index: number): ValueType {
  const input = inputs[index];
  if (input === undefined)
    throw new ShapeError(`${op}: expected at least ${index + 1} inputs, got ${inputs.length}`, { op });
  return input;
}
