/**
 * Weights in blocks of a row's inputs, each with a scale, as ONNX Runtime's `MatMulNBits` keeps them:
 *
 *     w = (step - 2^(bits - 1)) * scale
 *
 * Half of the range is one step longer than the other, so the scale takes the sign of the block's largest weight, which then is the end of the longer half.
 */
import type { BlockAttributes } from '@bertsmith/graph';
import { roundHalfToEven } from '@bertsmith/graph';

/** A matrix in blocks. */
export interface BlockSteps {
  /** `[rows, blocks, blockSize * bits / 8]`. */
  readonly packed: Uint8Array;
  /** `[rows, blocks]`. */
  readonly scales: Float32Array;
  readonly blocks: number;
}

/** The scale of every block, `[rows, blocks]`; 1 for a block of zeros. */
export function blockScales(data: Float32Array, columns: number, { bits, blockSize }: BlockAttributes): Float32Array {
  const blocks = Math.ceil(columns / blockSize);
  const rows = data.length / columns;
  return Float32Array.from({ length: rows * blocks }, (_, index) => {
    const start = Math.floor(index / blocks) * columns + (index % blocks) * blockSize;
    const end = Math.min(start + blockSize, (Math.floor(index / blocks) + 1) * columns);
    return scaleOf(data.subarray(start, end), 2 ** (bits - 1));
  });
}

/** How much of the largest weight the longer half reaches to: cutting it off a little makes all steps finer. */
const REACHES = [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7];

/** Of 8 bits all weights are kept; of 4 the scale whose steps have the smallest squared error. */
function scaleOf(weights: Float32Array, half: number): number {
  let largest = 0;
  for (const weight of weights) if (Math.abs(weight) > Math.abs(largest)) largest = weight;
  const whole = Math.fround(largest / -half);
  if (Math.abs(whole) < 2 ** -126) return 1;
  if (half > 8) return whole;
  let [best, smallest] = [whole, Number.POSITIVE_INFINITY];
  for (const reach of REACHES) {
    const error = squaredError(weights, reach * whole, half);
    if (error < smallest) [best, smallest] = [Math.fround(reach * whole), error];
  }
  return best;
}

function squaredError(weights: Float32Array, scale: number, half: number): number {
  let error = 0;
  for (const weight of weights) {
    const step = Math.min(half - 1, Math.max(-half, Math.round(weight / scale)));
    error += (weight - step * scale) ** 2;
  }
  return error;
}

/** Every weight as the step nearest to it, 0 to `2^bits - 1`: `[rows, columns]`. */
export function nearestBlockSteps(
  data: Float32Array,
  columns: number,
  scales: Float32Array,
  { bits, blockSize }: BlockAttributes,
): Uint8Array {
  const half = 2 ** (bits - 1);
  const blocks = Math.ceil(columns / blockSize);
  const steps = new Uint8Array(data.length);
  for (let index = 0; index < data.length; index++) {
    const row = Math.floor(index / columns);
    const block = Math.floor((index - row * columns) / blockSize);
    const nearest = roundHalfToEven((data[index] as number) / (scales[row * blocks + block] as number)) + half;
    steps[index] = Math.min(2 * half - 1, Math.max(0, nearest));
  }
  return steps;
}

/**
 * Steps as bytes; with 4 bits, two of them in one, the first in the lower half. What a last block lacks stands for 0.
 *
 * @param steps `[rows, columns]`
 */
export function packBlocks(steps: Uint8Array, columns: number, { bits, blockSize }: BlockAttributes): Uint8Array {
  const blocks = Math.ceil(columns / blockSize);
  const [rows, width] = [steps.length / columns, (blocks * blockSize * bits) / 8];
  const zero = bits === 8 ? 128 : 0x88;
  const packed = new Uint8Array(rows * width).fill(zero);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const step = steps[row * columns + column] as number;
      if (bits === 8) packed[row * width + column] = step;
      else setHalf(packed, row * width + (column >> 1), column % 2, step);
    }
  }
  return packed;
}

function setHalf(bytes: Uint8Array, at: number, half: number, step: number): void {
  const kept = (bytes[at] as number) & (half === 0 ? 0xf0 : 0x0f);
  bytes[at] = kept | (step << (4 * half));
}
