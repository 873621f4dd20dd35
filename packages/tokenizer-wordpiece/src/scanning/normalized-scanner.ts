/**
 * The way through a text for a tokenizer with added tokens that are found in normalized text (`normalized: true`).
 *
 * The scanner of raw text never has the normalized text, so here it is made, in chunks of a few thousand characters; and
 * then scanned by the same scanner, with a normalizer that does nothing. Slower by about the cost of making it. A chunk
 * ends between two words where no added token can lie across; a text without such a place is one chunk.
 */
import type { AddedToken } from '../added-token.js';
import { BertNormalizer } from '../normalization/bert-normalizer.js';
import { AddedTokenMatcher } from './added-token-matcher.js';
import { NormalizedText } from './normalized-text.js';
import { type Scanner, WordScanner, type WordScannerOptions, type WordSink } from './word-scanner.js';

const CHUNK = 1 << 12;
const NOTHING = { cleanText: false, handleChineseChars: false, stripAccents: false, lowercase: false };
const PLAIN_SPACE = /[ \t\r\n]/;

/** Cuts texts into words and added tokens; see the head of this file. */
export class NormalizedScanner implements Scanner {
  starts = new Int32Array(0);
  ends = new Int32Array(0);

  readonly #rawTokens: AddedTokenMatcher;
  readonly #tokens: AddedTokenMatcher;
  /** As much of a text as tells whether a token may have begun in it. */
  readonly #longestToken: number;
  readonly #text: NormalizedText;
  readonly #inner: WordScanner;

  /** @param tokens - The tokens that are found in normalized text, as they are written. */
  constructor(options: WordScannerOptions, tokens: readonly AddedToken[]) {
    this.#rawTokens = options.addedTokens ?? new AddedTokenMatcher([]);
    this.#text = new NormalizedText(options.normalizer);
    const normalized = tokens.map((token) => ({ ...token, content: this.#normalizeToken(token.content) }));
    const findable = normalized.filter(({ content }) => content !== '');
    this.#tokens = new AddedTokenMatcher(findable);
    this.#longestToken = findable.reduce((longest, { content }) => Math.max(longest, content.length), 0);
    this.#inner = new WordScanner({ ...options, normalizer: new BertNormalizer(NOTHING), addedTokens: this.#tokens });
  }

  get labels(): Int32Array {
    return this.#inner.labels;
  }

  scan(text: string, sink: WordSink): void {
    this.#scanTokens(text, sink);
  }

  #scanTokens(text: string, sink: WordSink): boolean {
    this.#rawTokens.begin();
    let from = 0;
    for (let at = 0; at < text.length; ) {
      const codePoint = text.codePointAt(at)!;
      const isCandidate = this.#rawTokens.firstCharacters.has(codePoint);
      const match = isCandidate ? this.#rawTokens.match(text, at, from) : undefined;
      if (match === undefined) {
        at += codePoint > 0xffff ? 2 : 1;
        continue;
      }
      if (this.#scanSegment(text, from, match.start, sink)) return true;
      if (sink.addedToken(match.id, match.start, match.end)) return true;
      from = match.end;
      at = match.contentEnd;
    }
    return this.#scanSegment(text, from, text.length, sink);
  }

  #normalizeToken(content: string): string {
    this.#text.clear();
    this.#text.append(content, 0, content.length);
    return this.#text.toString();
  }

  #scanSegment(text: string, from: number, to: number, sink: WordSink): boolean {
    this.#text.clear();
    for (let at = from; at < to; ) {
      const start = at;
      at = this.#nextGap(text, at + CHUNK, to);
      this.#text.append(text, start, at);
      if (at < to && this.#tokens.isOpenAfter(this.#text.toString(this.#text.length - this.#longestToken))) continue;
      if (this.#scanChunk(sink)) return true;
    }
    return false;
  }

  /** The first place between plain spaces and a word. */
  #nextGap(text: string, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      if (PLAIN_SPACE.test(text[at - 1]!) && this.#text.isVisible(text.codePointAt(at)!)) return at;
    }
    return to;
  }

  #scanChunk(sink: WordSink): boolean {
    const { starts, ends } = this.#text;
    const normalized = this.#text.toString();
    let isEnough = false;
    let tokenEnd = 0;
    this.#inner.scan(normalized, {
      word: (count) => {
        this.#placeWord(count);
        isEnough = sink.word(count);
        return isEnough;
      },
      addedToken: (id, start, end) => {
        tokenEnd = end;
        isEnough = sink.addedToken(id, starts[start]!, ends[end - 1]!);
        return isEnough;
      },
    });
    // The spaces at the end are before the next chunk, too, for a token there that takes them along.
    let kept = normalized.length;
    while (kept > tokenEnd && PLAIN_SPACE.test(normalized[kept - 1]!)) kept--;
    this.#text.keepFrom(kept);
    return isEnough;
  }

  /** From places in normalized text to places in the text. */
  #placeWord(count: number): void {
    const { starts, ends } = this.#inner;
    if (starts.length > this.starts.length || this.starts.length > 2 * starts.length) {
      this.starts = new Int32Array(starts.length);
      this.ends = new Int32Array(starts.length);
    }
    for (let index = 0; index < count; index++) {
      this.starts[index] = this.#text.starts[starts[index]!]!;
      this.ends[index] = this.#text.ends[ends[index]! - 1]!;
    }
  }
}
