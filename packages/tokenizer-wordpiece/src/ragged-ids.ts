import { withRoom } from './growing-arrays.js';

/** The ids of many texts, one after another in one array: no object and no padding for each. */
export interface RaggedIds {
  /** `[tokens]`, int32. */
  readonly inputIds: Int32Array;
  /** `[rows + 1]`, int32: row `i` is `inputIds.subarray(rowSplits[i], rowSplits[i + 1])`. */
  readonly rowSplits: Int32Array;
}

const INITIAL_TOKENS = 1024;

/** Collects rows of ids in a buffer that grows. */
export class RaggedIdsBuilder {
  #ids = new Int32Array(INITIAL_TOKENS);
  readonly #splits = [0];

  /** Adds a row of `length` ids, which `write` puts into `target` from `at` on. */
  addRow(length: number, write: (target: Int32Array, at: number) => void): void {
    const start = this.#splits.at(-1)!;
    const end = start + length;
    this.#ids = withRoom(this.#ids, end);
    write(this.#ids, start);
    this.#splits.push(end);
  }

  /** The rows added so far, in arrays of their own. */
  finish(): RaggedIds {
    return { inputIds: this.#ids.slice(0, this.#splits.at(-1)), rowSplits: Int32Array.from(this.#splits) };
  }
}
