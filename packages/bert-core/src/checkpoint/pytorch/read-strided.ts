/**
 * Reading a tensor whose elements are not in row-major order in the file: a transposed one, every second row.
 *
 * The file is read once from front to back through a small window, and each element goes to its place from there, so
 * that neither the storage nor the tensor is in memory a second time.
 */
import { dimensionsInMemoryOrder, lastElement, type StridedDimension, type StridedView } from './strided-view.js';

/** 256 kB, which stay in the processor's cache. */
const WINDOW_ELEMENTS = 65_536;

/** Fills `target` with the elements of the storage from the `start`th on. */
export type ReadElements = (start: number, target: Float32Array) => Promise<void>;

/** Copies a view that does not overlap itself into row-major order. */
export async function readStrided(read: ReadElements, view: StridedView, target: Float32Array): Promise<void> {
  const last = lastElement(view);
  if (last === undefined) return;
  const dimensions = dimensionsInMemoryOrder(view);
  const run = dimensions.at(-1) ?? { size: 1, stride: 0, targetStride: 0 };
  const window = new MovingWindow(read, last + 1);
  // As bits, since a number that is none (NaN) would lose some of its own on the way through JavaScript.
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (const { source, destination } of startsOfRuns(dimensions.slice(0, -1), view.offset)) {
    for (let done = 0; done < run.size; ) {
      const from = source + done * run.stride;
      if (!window.has(from)) await window.moveTo(from);
      done += window.scatter(from, bits, destination + done * run.targetStride, { ...run, size: run.size - done });
    }
  }
}

/** Where each run along the innermost dimension begins, in the storage and in the target; an odometer over the others. */
function* startsOfRuns(outer: readonly StridedDimension[], offset: number) {
  const indices = outer.map(() => 0);
  const start = { source: offset, destination: 0 };
  for (;;) {
    yield start;
    let axis = outer.length - 1;
    for (; axis >= 0; axis--) {
      const { size, stride, targetStride } = outer[axis] as StridedDimension;
      const index = (indices[axis] as number) + 1;
      if (index < size) {
        indices[axis] = index;
        start.source += stride;
        start.destination += targetStride;
        break;
      }
      indices[axis] = 0;
      start.source -= (size - 1) * stride;
      start.destination -= (size - 1) * targetStride;
    }
    if (axis < 0) return;
  }
}

/** Some elements of the storage, one behind the other. */
class MovingWindow {
  readonly #read: ReadElements;
  /** Elements of the storage up to the last one that is wanted. */
  readonly #end: number;
  readonly #values: Float32Array;
  readonly #bits: Uint32Array;
  #start = 0;
  #length = 0;

  constructor(read: ReadElements, end: number) {
    this.#read = read;
    this.#end = end;
    this.#values = new Float32Array(Math.min(end, WINDOW_ELEMENTS));
    this.#bits = new Uint32Array(this.#values.buffer);
  }

  has(element: number): boolean {
    return element >= this.#start && element < this.#start + this.#length;
  }

  async moveTo(element: number): Promise<void> {
    this.#start = element;
    this.#length = Math.min(this.#values.length, this.#end - element);
    await this.#read(element, this.#values.subarray(0, this.#length));
  }

  /** Copies as much of a run as the window has; returns how many elements. */
  scatter(from: number, target: Uint32Array, destination: number, { size, stride, targetStride }: StridedDimension) {
    const first = from - this.#start;
    const room = stride === 0 ? size : Math.ceil((this.#length - first) / stride);
    const count = Math.min(size, room);
    for (let index = 0; index < count; index++) {
      target[destination + index * targetStride] = this.#bits[first + index * stride] as number;
    }
    return count;
  }
}
