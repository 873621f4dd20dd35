/**
 * Fills rows with consecutive sentences, as Liu et al. (2019, section 4.2) do: `DOC-SENTENCES`, where a row ends with its document,
 * or `FULL-SENTENCES`, where it goes on into the next one behind a `[SEP]`.
 *
 * They found rows within documents slightly better, and took the others only because theirs had to be of one length; ours are put
 * into batches by length, so rows within documents are the default.
 */
export class RowFiller {
  readonly #capacity: number;
  readonly #crossDocuments: boolean;
  #filled = 0;

  /** @param capacity tokens of a row, without the special tokens around it */
  constructor(capacity: number, crossDocuments: boolean) {
    this.#capacity = capacity;
    this.#crossDocuments = crossDocuments;
  }

  /** Tokens of the row so far, separators included. */
  get filled(): number {
    return this.#filled;
  }

  /** Takes a sentence of at most `capacity` tokens; returns whether it begins a new row. */
  add(length: number, beginsDocument: boolean): boolean {
    const separator = beginsDocument ? 1 : 0;
    const isFull = this.#filled + separator + length > this.#capacity;
    const beginsRow = this.#filled === 0 || isFull || (beginsDocument && !this.#crossDocuments);
    this.#filled = beginsRow ? length : this.#filled + separator + length;
    return beginsRow;
  }
}
