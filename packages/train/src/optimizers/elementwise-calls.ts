import type { SharedHeap } from '@bertsmith/tensor';
import { chunks, flatCalls, heapAddress, rowsPerChunk } from '../flat-kernels/chunked-calls.js';
import type { KernelCall, KernelName } from '../flat-kernels/kernel-call.js';
import type { RowGradient } from './gradients.js';
import type { RowTable } from './row-table.js';

/** Parameters and what an optimizer keeps of each, of equal length, and the scalars of the step, all on one heap. */
export interface ElementwiseArrays {
  readonly parameters: Float32Array;
  /** In the order of the kernel's arguments. */
  readonly state: readonly Float32Array[];
  /** As the kernel's class of scalars has them. */
  readonly scalars: Float32Array;
}

/** A step of `kernel(parameters, gradients, ...state, count, scalars)` over all elements, each with its gradient. */
export function elementwiseCalls(
  kernel: KernelName,
  arrays: ElementwiseArrays,
  gradients: Float32Array,
  heap: SharedHeap,
): KernelCall[] {
  const { parameters, state, scalars } = arrays;
  const work = { kernel, arrays: [parameters, gradients, ...state], scalars: [heapAddress(scalars, heap)] };
  return flatCalls(work, heap);
}

/**
 * A step of `kernel(parameters, ...state, hasMoments, rows, rowCount, values, zeros, width, fromRow, toRow, scalars)` over a table,
 * the rows without a gradient included.
 *
 * @param gradient undefined when no row has one
 */
export function elementwiseRowsCalls(
  kernel: KernelName,
  arrays: ElementwiseArrays,
  { table, gradient }: { readonly table: RowTable; readonly gradient: RowGradient | undefined },
  heap: SharedHeap,
): KernelCall[] {
  const address = (array: Float32Array | Int32Array | Uint8Array) => heapAddress(array, heap);
  const state = [...arrays.state, table.hasMoments].map(address);
  const rows =
    gradient === undefined ? [0, 0, 0] : [address(gradient.rows), gradient.rows.length, address(gradient.values)];
  const before = [address(arrays.parameters), ...state, ...rows, address(table.zeros), table.width];
  const scalars = address(arrays.scalars);
  return Array.from(chunks(table.rowCount, rowsPerChunk(table.width)), (rowRange) => ({
    kernel,
    arguments: [...before, ...rowRange, scalars],
  }));
}
