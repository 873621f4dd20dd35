import type { Shape } from '@bertsmith/tensor';
import type { Value } from '../../ir/value.js';

/** A float32 tensor in steps: `(steps - zeroPoint) * scale`. */
export interface Quantized<S extends Shape = Shape> {
  readonly steps: Value<'uint8', S>;
  /** The size of a step: `[]`, or `[rows, 1]` where each row of a matrix has its own. */
  readonly scale: Value<'float32'>;
  /** `[]`: what stands for 0. */
  readonly zeroPoint: Value<'uint8'>;
}
