/** A list of numbers that grows by doubling. */
export class Float64List {
  #storage = new Float64Array(1024);
  #length = 0;

  /** How many numbers there are. */
  get length(): number {
    return this.#length;
  }

  /** Adds a number at the end. */
  push(value: number): void {
    if (this.#length === this.#storage.length) {
      const storage = new Float64Array(this.#storage.length * 2);
      storage.set(this.#storage);
      this.#storage = storage;
    }
    this.#storage[this.#length++] = value;
  }

  /** A copy of what is in the list. */
  toArray(): Float64Array {
    return this.#storage.slice(0, this.#length);
  }
}
