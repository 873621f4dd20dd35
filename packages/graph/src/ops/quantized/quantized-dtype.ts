import { type DType, DTypeError } from '@bertsmith/tensor';
import { formatValueType, type ValueType } from '../../ir/value.js';

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
