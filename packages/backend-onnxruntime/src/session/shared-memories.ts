/** Numbers for shared memories, and how much of each the other side has seen. */
export class SharedMemories {
  readonly #numbers = new WeakMap<SharedArrayBuffer, number>();
  #count = 0;

  /**
   * The number of a memory. A memory that grew is another `SharedArrayBuffer` object and gets another number; views taken under
   * the old one stay valid.
   */
  register(buffer: SharedArrayBuffer): { readonly number: number; readonly isNews: boolean } {
    const known = this.#numbers.get(buffer);
    if (known !== undefined) return { number: known, isNews: false };
    const number = this.#count++;
    this.#numbers.set(buffer, number);
    return { number, isNews: true };
  }
}
