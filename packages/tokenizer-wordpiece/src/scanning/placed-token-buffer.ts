import type { TextOrWords } from '../encode-options.js';
import { withRoom } from '../growing-arrays.js';
import type { WordPieceMatcher } from '../matching/wordpiece-matcher.js';
import { INITIAL_TOKENS, KEPT_TOKENS, TokenBuffer } from './token-buffer.js';
import type { Scanner } from './word-scanner.js';

/** Characters that each token covers, as the first piece of a word and as a later one. */
export interface TokenLengths {
  readonly first: Int32Array;
  readonly later: Int32Array;
}

/** Collects the ids of a text, and for each token its place in the text and its word. */
export class PlacedTokenBuffer extends TokenBuffer {
  readonly #lengths: TokenLengths;
  #offsets = new Int32Array(2 * INITIAL_TOKENS);
  #wordIds = new Int32Array(INITIAL_TOKENS);
  /** Tokens with a place: all of them, but within `word`. */
  #placed = 0;
  #words = 0;
  #wordStep = 1;

  constructor(scanner: Scanner, matcher: WordPieceMatcher, lengths: TokenLengths) {
    super(scanner, matcher);
    this.#lengths = lengths;
  }

  /** Start and end of each token, in code units of the text. */
  get offsets(): Int32Array {
    return this.#offsets.subarray(0, 2 * this.length);
  }

  /** The word of each token, counted from 0; in a text that is split into words, the place of that word. */
  get wordIds(): Int32Array {
    return this.#wordIds.subarray(0, this.length);
  }

  override fill(text: TextOrWords, limit: number): void {
    if (this.#wordIds.length > KEPT_TOKENS) {
      this.#offsets = new Int32Array(2 * INITIAL_TOKENS);
      this.#wordIds = new Int32Array(INITIAL_TOKENS);
    }
    this.#placed = 0;
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
    const token = this.#placed++;
    this.#offsets = withRoom(this.#offsets, 2 * token + 2);
    this.#wordIds = withRoom(this.#wordIds, token + 1);
    this.#offsets[2 * token] = start;
    this.#offsets[2 * token + 1] = end;
    this.#wordIds[token] = this.#words;
  }
}
