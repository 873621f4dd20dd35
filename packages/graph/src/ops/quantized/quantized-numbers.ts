/** Rounding as ONNX's quantizing ops do it: in float32, to the nearest whole number, of two to the even one. */
import { integerRange } from '../../interpreter/integers.js';
import type { QuantizedDType } from './quantized-dtype.js';

/** The nearest whole number; of two the even one. */
export function roundHalfToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** `round(x / scale) + zeroPoint`, cut to the range of the dtype. */
export function quantizeNumber(x: number, scale: number, zeroPoint: number, dtype: QuantizedDType): number {
  const [smallest, largest] = integerRange(dtype);
  const steps = roundHalfToEven(Math.fround(x / scale)) + zeroPoint;
  return Math.min(largest, Math.max(smallest, steps));
}
