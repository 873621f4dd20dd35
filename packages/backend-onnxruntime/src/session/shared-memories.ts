/** The main thread's side of the memory that a session reads and writes; `shared-views.ts` is the other. */
import type { Tensor } from '@bertsmith/tensor';
import type { SharedMemory, SharedTensor } from './messages.js';

/** Numbers for shared memories, and which of them the session has not seen. */
export class SharedMemories {
  readonly #numbers = new WeakMap<SharedArrayBuffer, number>();
  #count = 0;
  #news: SharedMemory[] = [];

  /**
   * Describes a tensor on shared memory. A memory that grew is another `SharedArrayBuffer` object and gets another number; views
   * taken under the old one stay valid.
   *
   * @param capacity elements that the tensor's memory has; the session's view of it serves smaller tensors too
   */
  describe({ dtype, shape, data }: Tensor, capacity = data.length): SharedTensor {
    const memory = this.#numberOf(data.buffer as SharedArrayBuffer);
    return { piece: { dtype, memory, byteOffset: data.byteOffset, length: capacity }, shape };
  }

  /** The memories of tensors described since the last call: to be sent along with them. */
  takeNews(): readonly SharedMemory[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  #numberOf(buffer: SharedArrayBuffer): number {
    const known = this.#numbers.get(buffer);
    if (known !== undefined) return known;
    const number = this.#count++;
    this.#numbers.set(buffer, number);
    this.#news.push({ number, buffer });
    return number;
  }
}
