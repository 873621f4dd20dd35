import type { TextOrWords } from '../encode-options.js';
import type { WordPieceMatcher } from '../matching/wordpiece-matcher.js';
import { TokenBuffer } from './token-buffer.js';
import type { WordScanner } from './word-scanner.js';

/** Characters that each token covers, as the first piece of a word and as a later one. */
export interface TokenLengths {
  readonly first: Int32Array;
  readonly later: Int32Array;
}

/** Collects the ids of a text, and for each token its place in the text and its word. */
export class PlacedTokenBuffer extends TokenBuffer {
  /** Start and end of each token, in code units of the text. */
  offsets: number[] = [];
  /** The word of each token, counted from 0; in a text that is split into words, the place of that word. */
  wordIds: number[] = [];

  readonly #lengths: TokenLengths;
  #words = 0;
  #wordStep = 1;

  constructor(scanner: WordScanner, matcher: WordPieceMatcher, lengths: TokenLengths) {
    super(scanner, matcher);
    this.#lengths = lengths;
  }

  override fill(text: TextOrWords, limit: number): void {
    this.offsets = [];
    this.wordIds = [];
    this.#words = 0;
    this.#wordStep = typeof text === 'string' ? 1 : 0;
    super.fill(text, limit);
  }

  override word(count: number): boolean {
    const first = this.length;
    const isEnough = super.word(count);
    if (this.length === first + 1) this.#place(this.scanner.starts[0]!, this.scanner.ends[count - 1]!);
    else this.#placePieces(first);
    this.#words += this.#wordStep;
    return isEnough;
  }

  override addedToken(id: number, start: number, end: number): boolean {
    this.#place(start, end);
    this.#words += this.#wordStep;
    return super.addedToken(id, start, end);
  }

  protected override beginGivenWord(index: number): void {
    this.#words = index;
  }

  #placePieces(first: number): void {
    const { starts, ends } = this.scanner;
    for (let token = first, from = 0; token < this.length; token++) {
      const lengths = token === first ? this.#lengths.first : this.#lengths.later;
      const to = from + lengths[this.ids[token]!]!;
      this.#place(starts[from]!, ends[to - 1]!);
      from = to;
    }
  }

  #place(start: number, end: number): void {
    this.offsets.push(start, end);
    this.wordIds.push(this.#words);
  }
}
