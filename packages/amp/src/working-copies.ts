import type { Tensor } from '@bertsmith/tensor';

/** Copies of weights in few bits, which a step reads, and whether they are those of the weights as they are. */
export class WorkingCopies {
  /** By the names of the graph's parameters. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly #write: () => Promise<void>;
  #areCurrent = false;

  /** @param write writes all of them, from the weights */
  constructor(tensors: ReadonlyMap<string, Tensor>, write: () => Promise<void>) {
    this.tensors = tensors;
    this.#write = write;
  }

  /** Says that the weights have changed. */
  expire(): void {
    this.#areCurrent = false;
  }

  /** Writes the copies anew, if the weights have changed. */
  async refresh(): Promise<void> {
    if (this.#areCurrent) return;
    await this.#write();
    this.#areCurrent = true;
  }
}
