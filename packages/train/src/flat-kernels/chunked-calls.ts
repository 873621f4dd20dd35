/**
 * Arrays cut into kernel calls of a size that depends on nothing but the arrays, so that results do not depend on how many
 * threads share the calls.
 */
import { ConfigError, type SharedHeap } from '@bertsmith/tensor';
import type { KernelCall, KernelName } from './kernel-call.js';

/** Elements of a piece: 256 KiB of float32, some ten microseconds of work, small against a step and large against a call. */
export const CHUNK_ELEMENTS = 65_536;

/** Arrays that live on the heap of the kernels that are to work on them. */
export type HeapArray = Float64Array | Float32Array | Int32Array | Uint16Array | Uint8Array | Int8Array;

/**
 * Where an array begins on a heap, in bytes; 0 for one without elements, wherever it is.
 *
 * @throws ConfigError when it cannot be an array of this heap
 */
export function heapAddress(array: HeapArray, heap: SharedHeap): number {
  if (array.length === 0) return 0;
  const isOnHeap = array.buffer instanceof SharedArrayBuffer && array.byteOffset + array.byteLength <= heap.usedBytes;
  if (isOnHeap) return array.byteOffset;
  throw new ConfigError(
    'flat kernels work on arrays of their own heap only: allocate the array there, with `heap.allocate`',
    { byteOffset: array.byteOffset, byteLength: array.byteLength, heapBytes: heap.usedBytes },
  );
}

/** Ranges `[from, to)` that cover `[0, length)` in pieces of `size`; the last may be shorter. */
export function* chunks(length: number, size: number): Generator<readonly [from: number, to: number]> {
  for (let from = 0; from < length; from += size) yield [from, Math.min(from + size, length)];
}

/** Rows of a piece of a table: at least one. */
export function rowsPerChunk(width: number): number {
  return Math.max(1, Math.floor(CHUNK_ELEMENTS / width));
}

/** What {@link flatCalls} works on. */
export interface FlatWork {
  readonly kernel: KernelName;
  /** float32, of equal length; the kernel's first arguments. */
  readonly arrays: readonly Float32Array[];
  /** What follows after the number of elements. */
  readonly scalars?: readonly number[];
}

/** `kernel(...arrays, count, ...scalars)` over all elements of some arrays. */
export function flatCalls({ kernel, arrays, scalars = [] }: FlatWork, heap: SharedHeap): KernelCall[] {
  const addresses = arrays.map((array) => heapAddress(array, heap));
  return Array.from(chunks(arrays[0]?.length ?? 0, CHUNK_ELEMENTS), ([from, to]) => ({
    kernel,
    arguments: [...addresses.map((address) => address + from * Float32Array.BYTES_PER_ELEMENT), to - from, ...scalars],
  }));
}

/** Calls whose results add up to the sum of x^2, in float64. */
export function sumOfSquaresCalls(x: Float32Array, heap: SharedHeap): KernelCall[] {
  return flatCalls({ kernel: 'sumOfSquares', arrays: [x] }, heap);
}

/** What {@link accumulateRowsCalls} works on. */
export interface RowAccumulation {
  /** float32 [slots.length, width]. */
  readonly values: Float32Array;
  /** Which row of `out` each row of `values` is added to. */
  readonly slots: Int32Array;
  /** float32 [number of slots, width]; what was in it before does not count. */
  readonly out: Float32Array;
  /** Columns. */
  readonly width: number;
}

/** Calls that set out[slot] to the sum of the rows of `values` with that slot, added in their order. */
export function accumulateRowsCalls({ values, slots, out, width }: RowAccumulation, heap: SharedHeap): KernelCall[] {
  const from = [heapAddress(values, heap), heapAddress(slots, heap), slots.length, width, heapAddress(out, heap)];
  return Array.from(chunks(out.length / width, rowsPerChunk(width)), (slotRange) => ({
    kernel: 'accumulateRows',
    arguments: [...from, ...slotRange],
  }));
}
