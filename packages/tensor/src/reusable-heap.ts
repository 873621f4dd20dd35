/**
 * Memory of a shared heap that is used again.
 *
 * A {@link SharedHeap} never takes a piece back. What comes and goes on it, such as the gradients and the moments of one training run
 * after another, gets its pieces from a `ReusableHeap` on top: it takes stretches of the heap below, hands them out from front to
 * back, and begins again at the front after {@link ReusableHeap.reset}. A second run that asks for the same takes nothing new.
 */
import { bytesPerElement, type DType, type Storage, viewStorage } from './dtype.js';
import { ALIGNMENT_BYTES, SharedHeap } from './shared-heap.js';

/** A stretch of the heap below. */
interface Stretch {
  readonly from: number;
  to: number;
  /** The first byte that is not handed out. */
  next: number;
}

/**
 * A heap in the memory of another, whose pieces can be had again; see the top of the file.
 *
 * @example
 * const workspace = new ReusableHeap(arena.heap);
 * const gradients = workspace.allocate('float32', 1_000_000);
 * workspace.reset(); // nobody uses `gradients` any more
 * workspace.allocate('float32', 1_000_000); // the same memory, zero-filled
 */
export class ReusableHeap extends SharedHeap {
  readonly #base: SharedHeap;
  readonly #stretches: Stretch[] = [];

  /** @param base where the memory comes from */
  constructor(base: SharedHeap) {
    super(base.memory);
    this.#base = base;
  }

  /** Bytes handed out since the last {@link reset}. */
  override get usedBytes(): number {
    return this.#stretches.reduce((bytes, { from, next }) => bytes + next - from, 0);
  }

  /**
   * Zero-filled storage for `length` elements, aligned to 64 bytes; yours until the next {@link reset}.
   *
   * @throws ConfigError, BackendError as the heap below
   */
  override allocate<D extends DType>(dtype: D, length: number): Storage<D> {
    const bytes = Math.ceil((length * bytesPerElement(dtype)) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    const stretch = this.#stretches.find(({ next, to }) => to - next >= bytes) ?? this.#extend(bytes);
    const from = stretch.next;
    stretch.next += bytes;
    new Uint8Array(this.memory.buffer, from, bytes).fill(0);
    return viewStorage(dtype, this.memory.buffer, from, length);
  }

  /** Takes all pieces back: whoever still has one shares it with whoever gets it next. */
  reset(): void {
    for (const stretch of this.#stretches) stretch.next = stretch.from;
  }

  /** More memory from below: the last stretch made longer, unless somebody else took a piece behind it. */
  #extend(bytes: number): Stretch {
    const last = this.#stretches.at(-1);
    if (last !== undefined && last.to === this.#base.usedBytes) {
      last.to += this.#base.allocate('uint8', bytes - (last.to - last.next)).length;
      return last;
    }
    const { byteOffset: from } = this.#base.allocate('uint8', bytes);
    const stretch = { from, to: from + bytes, next: from };
    this.#stretches.push(stretch);
    return stretch;
  }
}
