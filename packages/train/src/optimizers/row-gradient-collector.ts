/**
 * From the gradient of each token's embedding to the gradient of the table.
 *
 * A graph gives one row of gradient for each token of a batch, [tokens, width]. Tokens of the same word share a row of the
 * table, so their gradients are added up. A batch touches a few hundred rows of a table of tens of thousands, hence a list
 * of rows: a table-sized array would cost more to clear, to add up and to send than everything else in the step.
 */
import { InputError, type SharedHeap } from '@bertsmith/tensor';
import { accumulateRowsCalls } from '../flat-kernels/chunked-calls.js';
import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import type { RowGradient } from './gradients.js';

/** What a {@link RowGradientCollector} is for. */
export interface RowGradientCollectorOptions {
  /** The table's name in the arena. */
  readonly name: string;
  /** The table's columns. */
  readonly width: number;
  readonly kernels: FlatKernels;
  /** Where its buffers go: a heap in the memory of the kernels'. Default: the kernels'. */
  readonly heap?: SharedHeap;
}

interface Buffers {
  readonly rows: Int32Array;
  readonly slots: Int32Array;
  readonly values: Float32Array;
}

/** Collects the gradients of one table into buffers that it allocates once; see the top of the file. */
export class RowGradientCollector {
  readonly #options: RowGradientCollectorOptions;
  #buffers: Buffers;

  constructor(options: RowGradientCollectorOptions) {
    this.#options = options;
    this.#buffers = this.#allocate(0);
  }

  /**
   * The table's gradient. It is valid until the next call, which writes to the same memory.
   *
   * Gradients of the same row are added in the order of the tokens, so the result is the same for any number of threads.
   *
   * @param indices int32 [tokens], from 0: the row that each token read; rows may repeat
   * @param values float32 [tokens, width] on the kernels' heap: the gradient of what each token read
   * @throws InputError when there are not `width` values for each index, or an index is negative
   */
  async collect(indices: Int32Array, values: Float32Array): Promise<RowGradient> {
    const { name, width, kernels } = this.#options;
    this.#check(indices, values);
    // Half as much again, because the heap never takes memory back: growing costs a bounded amount in all.
    if (indices.length > this.#buffers.rows.length) this.#buffers = this.#allocate(Math.ceil(indices.length * 1.5));
    const rows = uniqueAscending(indices, this.#buffers.rows);
    const slots = this.#buffers.slots.subarray(0, indices.length);
    indices.forEach((row, token) => {
      slots[token] = indexInAscending(row, rows);
    });
    const out = this.#buffers.values.subarray(0, rows.length * width);
    await kernels.run(accumulateRowsCalls({ values, slots, out, width }, kernels.heap));
    return { name, rows, values: out };
  }

  #allocate(tokens: number): Buffers {
    const { kernels, heap = kernels.heap } = this.#options;
    const values = heap.allocate('float32', tokens * this.#options.width);
    return { rows: heap.allocate('int32', tokens), slots: heap.allocate('int32', tokens), values };
  }

  #check(indices: Int32Array, values: Float32Array): void {
    const { name, width } = this.#options;
    if (values.length !== indices.length * width) {
      throw new InputError(
        `the gradient of '${name}': ${indices.length} tokens of width ${width} need ${indices.length * width} values, not ${values.length}`,
        { name, expected: indices.length * width, actual: values.length },
      );
    }
    const negative = indices.find((row) => row < 0);
    if (negative === undefined) return;
    throw new InputError(`the gradient of '${name}': there is no row ${negative}`, { name, row: negative });
  }
}

/** Sorts into `buffer`, and returns the part of it that has every value once. */
function uniqueAscending(values: Int32Array, buffer: Int32Array): Int32Array {
  const sorted = buffer.subarray(0, values.length);
  sorted.set(values);
  sorted.sort();
  let count = 0;
  for (const value of sorted) {
    if (count === 0 || value !== sorted[count - 1]) sorted[count++] = value;
  }
  return sorted.subarray(0, count);
}

/** Where `value`, which is one of them, stands among ascending values. */
function indexInAscending(value: number, ascending: Int32Array): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
