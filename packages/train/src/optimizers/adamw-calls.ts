import type { SharedHeap } from '@bertsmith/tensor';
import { CHUNK_ELEMENTS, chunks, heapAddress, rowsPerChunk } from '../flat-kernels/chunked-calls.js';
import type { KernelCall } from '../flat-kernels/kernel-call.js';
import type { RowGradient } from './gradients.js';
import type { RowTable } from './row-table.js';

/** Parameters and their moments, of equal length, and the scalars of the step, all on one heap. */
export interface AdamWArrays {
  readonly parameters: Float32Array;
  readonly firstMoments: Float32Array;
  readonly secondMoments: Float32Array;
  /** As {@link writeAdamWScalars} fills it. */
  readonly scalars: Float32Array;
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** One step of AdamW over all elements, each with its gradient. */
export function adamwCalls(arrays: AdamWArrays, gradients: Float32Array, heap: SharedHeap): KernelCall[] {
  const { parameters, firstMoments, secondMoments } = arrays;
  const addresses = [parameters, gradients, firstMoments, secondMoments].map((array) => heapAddress(array, heap));
  const scalars = heapAddress(arrays.scalars, heap);
  return Array.from(chunks(parameters.length, CHUNK_ELEMENTS), ([from, to]) => ({
    kernel: 'adamw',
    arguments: [...addresses.map((address) => address + from * BYTES), to - from, scalars],
  }));
}

/** One step of AdamW over a table, the rows without a gradient included; `undefined` when none has one. */
export function adamwRowsCalls(
  arrays: AdamWArrays,
  table: RowTable,
  gradient: RowGradient | undefined,
  heap: SharedHeap,
): KernelCall[] {
  const address = (array: Float32Array | Int32Array | Uint8Array) => heapAddress(array, heap);
  const moments = [arrays.firstMoments, arrays.secondMoments, table.hasMoments].map(address);
  const rows =
    gradient === undefined ? [0, 0, 0] : [address(gradient.rows), gradient.rows.length, address(gradient.values)];
  const before = [address(arrays.parameters), ...moments, ...rows, address(table.zeros), table.width];
  const scalars = address(arrays.scalars);
  return Array.from(chunks(table.rowCount, rowsPerChunk(table.width)), (rowRange) => ({
    kernel: 'adamwRows',
    arguments: [...before, ...rowRange, scalars],
  }));
}
