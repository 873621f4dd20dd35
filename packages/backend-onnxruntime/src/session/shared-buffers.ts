/** Buffers by name, allocated once and reused: each grows to what the largest run needed, and never again. */
import { countElements, type DType, SharedHeap, type Storage, type Tensor } from '@bertsmith/tensor';

/** Growing by at least this factor, a buffer that is outgrown again and again wastes no more than its final size. */
const GROWTH = 2;

/** A tensor over the first elements of a buffer. */
export interface BufferedTensor {
  readonly tensor: Tensor;
  /** Elements of the whole buffer. */
  readonly capacity: number;
}

/** See the top of the file. */
export class SharedBuffers {
  readonly #heap: SharedHeap;
  readonly #buffers = new Map<string, Storage>();

  constructor(heap: SharedHeap = new SharedHeap()) {
    this.#heap = heap;
  }

  /** A tensor of the given shape on the buffer of that name; what was in it before is undefined. */
  reserve(name: string, dtype: DType, shape: readonly number[]): BufferedTensor {
    const length = countElements(shape);
    let buffer = this.#buffers.get(name);
    if (buffer === undefined || buffer.length < length) {
      buffer = this.#heap.allocate(dtype, buffer === undefined ? length : Math.max(length, buffer.length * GROWTH));
      this.#buffers.set(name, buffer);
    }
    return { tensor: { dtype, shape, data: buffer.subarray(0, length) }, capacity: buffer.length };
  }
}
