/**
 * Memory that several threads, WebAssembly and a native runtime can all work on without a copy.
 *
 * A shared `WebAssembly.Memory` never moves: it reserves its address range when it is made and grows in place, so a
 * view taken once stays valid. The heap hands out pieces of it and never takes one back; it goes when nothing refers to it.
 */
import { bytesPerElement, type DType, type Storage, viewStorage } from './dtype.js';
import { ConfigError } from './errors/error-classes.js';

/** A page of WebAssembly memory, by the standard. */
const PAGE_BYTES = 65_536;

/** What 32-bit WebAssembly can address. Only reserved, not used, until it is allocated. */
export const MAXIMUM_HEAP_BYTES = 65_536 * PAGE_BYTES;

/** A cache line, and the widest vector registers there are. */
const ALIGNMENT_BYTES = 64;

/** A growing piece of shared memory; see the top of the file. */
export class SharedHeap {
  /** The memory itself, for WebAssembly modules to import. */
  readonly memory: WebAssembly.Memory;
  #usedBytes = 0;

  constructor() {
    // The first cache line stays unused, so that no piece begins at address 0.
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_HEAP_BYTES / PAGE_BYTES, shared: true });
    this.#usedBytes = ALIGNMENT_BYTES;
  }

  /** Bytes handed out so far. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /**
   * Zero-filled storage for `length` elements, aligned to 64 bytes.
   *
   * @throws ConfigError when the heap would pass {@link MAXIMUM_HEAP_BYTES}
   */
  allocate<D extends DType>(dtype: D, length: number): Storage<D> {
    const byteOffset = this.#usedBytes;
    const bytes = length * bytesPerElement(dtype);
    this.#reserve(byteOffset + Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES);
    return viewStorage(dtype, this.memory.buffer, byteOffset, length);
  }

  #reserve(endBytes: number): void {
    if (endBytes > MAXIMUM_HEAP_BYTES) {
      throw new ConfigError(
        `a shared heap holds at most 4 GiB, ${(endBytes / 2 ** 30).toFixed(1)} GiB were asked for: use a smaller model or a heap of its own for each part`,
        { expected: MAXIMUM_HEAP_BYTES, actual: endBytes },
      );
    }
    const missing = endBytes - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.#usedBytes = endBytes;
  }
}
