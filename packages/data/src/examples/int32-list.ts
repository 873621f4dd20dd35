/** A list of 32-bit whole numbers that grows by doubling. */
export class Int32List {
  #storage = new Int32Array(1024);
  #length = 0;

  /** How many numbers there are. */
  get length(): number {
    return this.#length;
  }

  /** Adds numbers at the end. */
  append(numbers: Int32Array): void {
    const length = this.#length + numbers.length;
    if (length > this.#storage.length) this.#grow(length);
    this.#storage.set(numbers, this.#length);
    this.#length = length;
  }

  /** A copy of what is in the list. */
  toArray(): Int32Array {
    return this.#storage.slice(0, this.#length);
  }

  #grow(length: number): void {
    const storage = new Int32Array(Math.max(length, this.#storage.length * 2));
    storage.set(this.#storage);
    this.#storage = storage;
  }
}
