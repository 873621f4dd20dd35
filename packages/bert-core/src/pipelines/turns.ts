/** Lets those who wait go on one after the other, by their numbers from 0. */
export class Turns {
  readonly #waiting = new Map<number, () => void>();
  #next = 0;

  async wait(index: number): Promise<void> {
    if (index > this.#next) await new Promise<void>((resolve) => this.#waiting.set(index, resolve));
  }

  /** Whose turn it was has had it. */
  pass(): void {
    const goOn = this.#waiting.get(++this.#next);
    this.#waiting.delete(this.#next);
    goOn?.();
  }

  /** Nobody waits any more, nor will. */
  end(): void {
    this.#next = Number.POSITIVE_INFINITY;
    for (const goOn of this.#waiting.values()) goOn();
  }
}
