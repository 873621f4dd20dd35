/**
 * Memory that several threads, WebAssembly and a native runtime can all work on without a copy.
 *
 * A shared `WebAssembly.Memory` never moves: it reserves its address range when it is made and grows in place, so a
 * view taken once stays valid. The heap hands out pieces of it and never takes one back; it goes when nothing refers to it.
 */
import { bytesPerElement, type DType, type Storage, viewStorage } from './dtype.js';
import { BackendError, ConfigError } from './errors/error-classes.js';

/** A page of WebAssembly memory, by the standard. */
const PAGE_BYTES = 65_536;

/** What 32-bit WebAssembly can address. Only reserved, not used, until it is allocated. */
export const MAXIMUM_HEAP_BYTES = 65_536 * PAGE_BYTES;

/**
 * What V8 reserves for a memory of 4 GiB: with guard regions around it, addresses that are out of bounds need no check. Where little is to
 * be had, as under a `ulimit -v`, Node.js 24 does without the regions and takes less, so that growing may fail instead.
 */
const RESERVED_BYTES = 10 * 2 ** 30;

/** A cache line, and the widest vector registers there are. */
export const ALIGNMENT_BYTES = 64;

/**
 * Untouched buffers as large as each heap, which take address space and no memory. V8 counts them and not shared memory, and so collects
 * heaps that nothing refers to any more before they pile up: without them 60 models of 45 MB, one after the other, came to 2.9 GB. They
 * hang on the memory and not on the heap: a scavenge takes what only a dead heap holds, and leaves every memory to a full collection,
 * which is then never asked for (80 heaps of 32 MiB: 0.3 GB at most with Node.js 20, 22 and 24; with 20 it was 0.9 to 2.7 when they hung on the heap).
 */
const countedBuffers = new WeakMap<WebAssembly.Memory, ArrayBuffer[]>();

/** A growing piece of shared memory; see the top of the file. */
export class SharedHeap {
  /** The memory itself, for WebAssembly modules to import. */
  readonly memory: WebAssembly.Memory;
  #usedBytes = 0;

  /**
   * @param memory for a class that hands out pieces of a memory which is there. Default: one of its own
   * @throws BackendError when the system has not the address space left that a heap reserves
   */
  constructor(memory: WebAssembly.Memory = createMemory()) {
    this.memory = memory;
    // The first cache line stays unused, so that no piece begins at address 0.
    this.#usedBytes = ALIGNMENT_BYTES;
  }

  /** Bytes handed out so far. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /**
   * Zero-filled storage for `length` elements, aligned to 64 bytes.
   *
   * @throws ConfigError when the heap would pass {@link MAXIMUM_HEAP_BYTES}, BackendError when the system has no memory left
   */
  allocate<D extends DType>(dtype: D, length: number): Storage<D> {
    const byteOffset = this.#usedBytes;
    const bytes = length * bytesPerElement(dtype);
    this.#reserve(byteOffset + Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES);
    return viewStorage(dtype, this.memory.buffer, byteOffset, length);
  }

  /** Only a hint to V8: without address space for it, the heap does as well. */
  #count(bytes: number): void {
    try {
      const counted = countedBuffers.get(this.memory) ?? [];
      counted.push(new ArrayBuffer(bytes));
      countedBuffers.set(this.memory, counted);
    } catch {
      // Whoever holds the heap can use it all the same.
    }
  }

  #reserve(endBytes: number): void {
    if (endBytes > MAXIMUM_HEAP_BYTES) {
      throw new ConfigError(
        `a shared heap holds at most 4 GiB, ${(endBytes / 2 ** 30).toFixed(1)} GiB were asked for: use a smaller model or a heap of its own for each part`,
        { expected: MAXIMUM_HEAP_BYTES, actual: endBytes },
      );
    }
    const missing = endBytes - this.memory.buffer.byteLength;
    if (missing > 0) {
      growMemory(this.memory, missing);
      this.#count(missing);
    }
    this.#usedBytes = endBytes;
  }
}

function createMemory(): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_HEAP_BYTES / PAGE_BYTES, shared: true });
  } catch (cause) {
    throw new BackendError(
      'a shared heap reserves 10 GiB of address space (not memory), and the system has not so much left: raise the limit (ulimit -v), or let go of models that are not needed any more',
      { reservedBytes: RESERVED_BYTES, cause },
    );
  }
}

function growMemory(memory: WebAssembly.Memory, missingBytes: number): void {
  const usedBytes = memory.buffer.byteLength;
  try {
    memory.grow(Math.ceil(missingBytes / PAGE_BYTES));
  } catch (cause) {
    const sizes = [usedBytes, missingBytes].map((bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`);
    throw new BackendError(
      `a shared heap of ${sizes[0]}, which reserves up to 10 GiB of address space, cannot grow by ${sizes[1]}: the system has no memory or no addresses left; free some, raise the limits of this process (ulimit -v) or container, or use a smaller model or batch`,
      { reservedBytes: RESERVED_BYTES, usedBytes, missingBytes, cause },
    );
  }
}
