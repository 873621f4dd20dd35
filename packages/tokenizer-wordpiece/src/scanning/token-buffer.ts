import type { TextOrWords } from '../encode-options.js';
import { withRoom } from '../growing-arrays.js';
import type { WordPieceMatcher } from '../matching/wordpiece-matcher.js';
import type { Scanner, WordSink } from './word-scanner.js';

/** Tokens that a buffer has room for at first. */
export const INITIAL_TOKENS = 512;
/** A buffer that one long text made larger than this is given back before the next text. */
export const KEPT_TOKENS = 1 << 16;

/** Collects the ids of a text and nothing else, in a buffer that is used again for the next text. */
export class TokenBuffer implements WordSink {
  ids = new Int32Array(INITIAL_TOKENS);
  length = 0;

  protected readonly scanner: Scanner;
  readonly #matcher: WordPieceMatcher;
  #limit = Number.POSITIVE_INFINITY;

  constructor(scanner: Scanner, matcher: WordPieceMatcher) {
    this.scanner = scanner;
    this.#matcher = matcher;
  }

  /** Forgets the last text. */
  clear(): void {
    this.length = 0;
  }

  /** Encodes a text into the buffer; stops after the word that reaches `limit` tokens. */
  fill(text: TextOrWords, limit: number): void {
    this.length = 0;
    this.#limit = limit;
    if (this.ids.length > KEPT_TOKENS) this.ids = new Int32Array(INITIAL_TOKENS);
    if (limit <= 0) return;
    if (typeof text === 'string') this.scanner.scan(text, this);
    else this.#fillWords(text);
  }

  /** Called before each word of a text that is split into words already. */
  protected beginGivenWord(_index: number): void {}

  word(count: number): boolean {
    this.ids = withRoom(this.ids, this.length + count);
    this.length = this.#matcher.match(this.scanner.labels, count, this.ids, this.length);
    return this.length >= this.#limit;
  }

  /** Never stops the scan: Hugging Face counts added tokens towards the limit but only stops after a word. */
  addedToken(id: number, _start: number, _end: number): boolean {
    this.ids = withRoom(this.ids, this.length + 1);
    this.ids[this.length++] = id;
    return false;
  }

  #fillWords(words: readonly string[]): void {
    for (let index = 0; index < words.length && this.length < this.#limit; index++) {
      this.beginGivenWord(index);
      this.scanner.scan(words[index]!, this);
    }
  }
}
