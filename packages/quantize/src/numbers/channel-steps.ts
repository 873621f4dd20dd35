/**
 * Weights as int8, a scale for each row (channel), 0 as 0:
 *
 *     step = round(w / scale)        scale = max |w| / limit
 *
 * so that `step * scale` is within half a scale of `w` (Jacob et al. 2018, section 2.1, without a zero point).
 */
import { roundHalfToEven } from '@bertsmith/graph';
import { InputError, indexOfNonFinite } from '@bertsmith/tensor';

/** The largest step of 8 bits, and of 7. */
export const STEP_LIMIT = { full: 127, reduced: 63 } as const;

/** The smallest normal float32: a scale below it would lose its digits, or become 0. */
const SMALLEST_SCALE = 2 ** -126;

/** A matrix in steps. */
export interface ChannelSteps {
  /** `[rows, columns]`. */
  readonly steps: Int8Array;
  /** `[rows]`, above 0. */
  readonly scales: Float32Array;
}

/** @throws InputError that names the weight when a number is not finite */
export function requireFiniteWeights(data: Float32Array, name: string): void {
  const index = indexOfNonFinite(data);
  if (index < 0) return;
  throw new InputError(`${name}: element ${index} is ${data[index]}: such a model cannot be quantized`, {
    name,
    index,
  });
}

/** The scale of each row. @throws InputError that names the weight when a number is not finite */
export function channelScales(data: Float32Array, columns: number, limit: number, name: string): Float32Array {
  const rows = columns === 0 ? 0 : data.length / columns;
  requireFiniteWeights(data, name);
  return Float32Array.from({ length: rows }, (_, row) =>
    scaleOf(largestMagnitude(data, row * columns, columns), limit),
  );
}

/** A row of zeros has any scale. */
function scaleOf(largest: number, limit: number): number {
  return largest === 0 ? 1 : Math.max(SMALLEST_SCALE, Math.fround(largest / limit));
}

function largestMagnitude(data: Float32Array, start: number, count: number): number {
  let largest = 0;
  for (let index = start; index < start + count; index++) {
    const magnitude = Math.abs(data[index] as number);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

/** The step nearest to a weight. */
export function nearestStep(weight: number, scale: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, roundHalfToEven(weight / scale)));
}

/** Every weight as the step nearest to it. @throws InputError as {@link channelScales} */
export function quantizeChannels(data: Float32Array, columns: number, limit: number, name: string): ChannelSteps {
  const scales = channelScales(data, columns, limit, name);
  const steps = new Int8Array(data.length);
  for (let index = 0; index < data.length; index++) {
    steps[index] = nearestStep(data[index] as number, scales[Math.floor(index / columns)] as number, limit);
  }
  return { steps, scales };
}

/** `[rows, columns]` as `[columns, rows]`: products of integers take their right operand so. */
export function transposeSteps(steps: Int8Array, columns: number): Int8Array {
  const rows = steps.length / columns;
  const transposed = new Int8Array(steps.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      transposed[column * rows + row] = steps[row * columns + column] as number;
    }
  }
  return transposed;
}
