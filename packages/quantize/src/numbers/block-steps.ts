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

function scaleOf(weights: Float32Array, half: number): number {
  const largest = weights.reduce((most, weight) => (Math.abs(weight) > Math.abs(most) ? weight : most), 0);
  const scale = Math.fround(largest / -half);
  return Math.abs(scale) < 2 ** -126 ? 1 : scale;
}

/** The step nearest to a weight: 0 to `2^bits - 1`. */
export function nearestBlockStep(weight: number, scale: number, bits: number): number {
  const half = 2 ** (bits - 1);
  return Math.min(2 * half - 1, Math.max(0, roundHalfToEven(weight / scale) + half));
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
