import type { EncodedExamples, TargetColumn } from './encoded-examples.js';
import { Int32List } from './int32-list.js';

/** Collects rows of ids one after the other, for {@link EncodedExamples}. */
export class RowColumns {
  readonly #inputIds = new Int32List();
  readonly #offsets: number[] = [0];
  readonly #pairStarts: number[] = [];

  /**
   * Adds a row.
   *
   * @param pairStart where its second text starts; its length when there is none
   */
  add(ids: Int32Array, pairStart = ids.length): void {
    this.#inputIds.append(ids);
    this.#offsets.push(this.#inputIds.length);
    this.#pairStarts.push(pairStart);
  }

  /** The rows, with what is to be learned of them. */
  finish(padTokenId: number, targets: Readonly<Record<string, TargetColumn>>): EncodedExamples {
    return {
      inputIds: this.#inputIds.toArray(),
      offsets: Int32Array.from(this.#offsets),
      pairStarts: Int32Array.from(this.#pairStarts),
      targets,
      padTokenId,
    };
  }
}

/** Where the second text of a row starts, or the row's length. @param tokenTypeIds 0 for the first text, 1 for the second */
export function pairStartOf(tokenTypeIds: Int32Array): number {
  const first = tokenTypeIds.indexOf(1);
  return first < 0 ? tokenTypeIds.length : first;
}
