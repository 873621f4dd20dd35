/**
 * The sum of row gradients of one table, each with a list of rows of its own.
 *
 * The sum has the rows of all lists, ascending. When a list brings rows that are new, the sum is laid out anew in a second buffer, with
 * places for them; otherwise it grows in place.
 */
import type { SharedHeap } from '@bertsmith/tensor';
import { chunks, heapAddress, rowsPerChunk } from '../flat-kernels/chunked-calls.js';
import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import type { KernelCall } from '../flat-kernels/kernel-call.js';
import type { RowGradient } from '../optimizers/gradients.js';

/** What a {@link RowAccumulator} is for. */
export interface RowAccumulatorOptions {
  /** The table's name in the arena. */
  readonly name: string;
  /** The table's columns. */
  readonly width: number;
  readonly kernels: FlatKernels;
  /** Where its buffers go: a heap in the memory of the kernels'. */
  readonly heap: SharedHeap;
}

interface Layout {
  /** int32 [capacity]. */
  readonly rows: Int32Array;
  /** float32 [capacity, width]. */
  readonly values: Float32Array;
}

/** See the top of the file. */
export class RowAccumulator {
  readonly #options: RowAccumulatorOptions;
  #current: Layout;
  #other: Layout;
  /** int32 [capacity]: where rows that are added go. */
  #slots: Int32Array;
  #count = 0;

  constructor(options: RowAccumulatorOptions) {
    this.#options = options;
    this.#current = this.#allocate(0);
    this.#other = this.#allocate(0);
    this.#slots = options.heap.allocate('int32', 0);
  }

  /** Adds `weight` times a gradient, which is not needed any more afterwards. */
  async add(gradient: RowGradient, weight: number): Promise<void> {
    const before = this.sum();
    const rows = unionAscending(before.rows, gradient.rows);
    if (rows.length > before.rows.length) await this.#makeRoom(before, rows);
    await this.#addRows(gradient, weight);
  }

  /** The sum, valid until the next call of `add` or `reset`. */
  sum(): RowGradient {
    const { name, width } = this.#options;
    const { rows, values } = this.#current;
    return { name, rows: rows.subarray(0, this.#count), values: values.subarray(0, this.#count * width) };
  }

  reset(): void {
    this.#count = 0;
  }

  /** Lays the sum out for more rows, with zeros for the new ones. */
  async #makeRoom(before: RowGradient, rows: Int32Array): Promise<void> {
    // Half as much again, because the heap never takes memory back: growing costs a bounded amount in all.
    const capacity = Math.ceil(rows.length * 1.5);
    if (this.#other.rows.length < rows.length) this.#other = this.#allocate(capacity);
    if (this.#slots.length < rows.length) this.#slots = this.#options.heap.allocate('int32', capacity);
    const target = this.#other;
    target.rows.set(rows);
    target.values.fill(0, 0, rows.length * this.#options.width);
    this.#other = this.#current;
    this.#current = target;
    this.#count = rows.length;
    await this.#addRows(before, 1);
  }

  async #addRows({ rows, values }: RowGradient, weight: number): Promise<void> {
    const { kernels, width } = this.#options;
    const slots = this.#slots.subarray(0, rows.length);
    writePlaces(rows, this.sum().rows, slots);
    const addresses = [this.#current.values, slots, values].map((array) => heapAddress(array, kernels.heap));
    const calls: KernelCall[] = Array.from(chunks(rows.length, rowsPerChunk(width)), (range) => ({
      kernel: 'addScaledRows',
      arguments: [...addresses, width, ...range, weight],
    }));
    await kernels.run(calls);
  }

  #allocate(capacity: number): Layout {
    const { heap, width } = this.#options;
    return { rows: heap.allocate('int32', capacity), values: heap.allocate('float32', capacity * width) };
  }
}

/** What is in one or both of two ascending lists, ascending, each once. */
function unionAscending(left: Int32Array, right: Int32Array): Int32Array {
  const union = new Int32Array(left.length + right.length);
  let [count, fromLeft, fromRight] = [0, 0, 0];
  while (fromLeft < left.length || fromRight < right.length) {
    const [a, b] = [left[fromLeft] ?? Number.POSITIVE_INFINITY, right[fromRight] ?? Number.POSITIVE_INFINITY];
    union[count++] = Math.min(a, b);
    if (a <= b) fromLeft++;
    if (b <= a) fromRight++;
  }
  return union.subarray(0, count);
}

/** Where each of some ascending rows stands among all, which they are part of. */
function writePlaces(rows: Int32Array, all: Int32Array, places: Int32Array): void {
  let place = 0;
  rows.forEach((row, index) => {
    while (all[place] !== row) place++;
    places[index] = place;
  });
}
