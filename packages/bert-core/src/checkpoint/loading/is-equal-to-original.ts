import { countElements, sameShape } from '@bertsmith/tensor';
import type { Checkpoint } from '../checkpoint.js';
import type { RepeatedTensor } from './match-tensors.js';

/** Elements that are compared at once, at least one row. */
const BLOCK_ELEMENTS = 262_144;

/** Whether a tensor is the same as another one, bit for bit; both are read, a few rows at a time. */
export async function isEqualToOriginal(
  checkpoint: Checkpoint,
  { repeated, original }: RepeatedTensor,
): Promise<boolean> {
  if (!sameShape(repeated.shape, original.shape)) return false;
  const [rows = 0, ...rest] = original.shape;
  const rowLength = countElements(rest);
  const rowsAtOnce = Math.max(1, Math.floor(BLOCK_ELEMENTS / Math.max(1, rowLength)));
  const [a, b] = [0, 1].map(() => new Float32Array(Math.min(rows, rowsAtOnce) * rowLength)) as [
    Float32Array,
    Float32Array,
  ];
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const length = Math.min(rowsAtOnce, rows - row) * rowLength;
    await checkpoint.readRows(repeated.name, row, a.subarray(0, length));
    await checkpoint.readRows(original.name, row, b.subarray(0, length));
    if (Buffer.compare(asBytes(a, length), asBytes(b, length)) !== 0) return false;
  }
  return true;
}

function asBytes({ buffer }: Float32Array, length: number): Uint8Array {
  return new Uint8Array(buffer, 0, 4 * length);
}
