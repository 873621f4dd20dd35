/**
 * One pass over the UTF-16 code units of a text, from raw characters to words of labels.
 *
 * The inner loop does one table read for each code unit (see `character-table.ts`): most are a letter of a word or a
 * space. All else goes through `#readRare`. A word is handed on as labels in a buffer that is used again for the next
 * word, with the place in the raw text that each label came from, so nothing is allocated for a word or a character.
 */

import type { BertNormalizer } from '../normalization/bert-normalizer.js';
import { orderCombiningRun } from '../normalization/combining-run.js';
import type { AddedTokenMatcher } from './added-token-matcher.js';
import {
  BEGINS_ADDED_TOKEN,
  CharacterTable,
  type LabelOf,
  LOWEST_LONE_WORD,
  NOT_COMPUTED,
  REORDERED,
  SPACE,
  SURROGATE,
  VANISHES,
} from './character-table.js';

/** Receives the words of a text in order. Each method answers true to stop the scan. */
export interface WordSink {
  /** A word of `count` labels, in the scanner's buffers; more than `maxInputCharsPerWord` is a word too long. */
  word(count: number): boolean;
  /** An added token found in the raw text, at code units `start` to `end`. */
  addedToken(id: number, start: number, end: number): boolean;
}

/** Cuts texts into words. Not reentrant: a sink must not scan. */
export interface Scanner {
  /** Labels of the current word. */
  readonly labels: Int32Array;
  /** Where the character behind each label starts in the text, in code units. */
  readonly starts: Int32Array;
  /** Where it ends. */
  readonly ends: Int32Array;
  /** Hands the words and added tokens of a text to `sink`, in order. Time and memory are linear in the text. */
  scan(text: string, sink: WordSink): void;
}

/** What a scanner is made of. */
export interface WordScannerOptions {
  readonly normalizer: BertNormalizer;
  readonly labelOf: LabelOf;
  /** Words of more characters than this are cut one character above it: the rest of the word is skipped. */
  readonly maxInputCharsPerWord: number;
  readonly addedTokens?: AddedTokenMatcher;
}

/** NFD makes at most four characters of one code unit. */
const MAX_EXPANSION = 4;
/** After a text longer than this, the buffers are given back. */
const KEPT_CHARACTERS = 1 << 16;

/** The scanner of raw text; see the head of this file. */
export class WordScanner implements Scanner {
  labels = new Int32Array(0);
  starts = new Int32Array(0);
  ends = new Int32Array(0);

  readonly #table: CharacterTable;
  readonly #normalizer: BertNormalizer;
  readonly #maxCharacters: number;
  readonly #addedTokens: AddedTokenMatcher | undefined;
  #count = 0;
  #segmentStart = 0;

  constructor(options: WordScannerOptions) {
    this.#normalizer = options.normalizer;
    this.#maxCharacters = options.maxInputCharsPerWord;
    this.#addedTokens = options.addedTokens;
    this.#table = new CharacterTable(options.normalizer, options.labelOf, options.addedTokens?.firstCharacters);
  }

  scan(text: string, sink: WordSink): void {
    this.#begin(text.length);
    const { labels, starts, ends } = this;
    const entries = this.#table.basicPlane;
    const length = text.length;
    const maxCharacters = this.#maxCharacters;
    let count = 0;
    for (let at = 0; at < length; at++) {
      const entry = entries[text.charCodeAt(at)]!;
      if (entry > REORDERED) {
        if (count > maxCharacters) count = maxCharacters;
        labels[count] = entry;
        starts[count] = at;
        ends[count++] = at + 1;
      } else if (entry === SPACE) {
        if (count > 0 && sink.word(count)) return;
        count = 0;
      } else if (entry < 0 && entry >= LOWEST_LONE_WORD) {
        if (count > 0 && sink.word(count)) return;
        labels[0] = ~entry;
        starts[0] = at;
        ends[0] = at + 1;
        if (sink.word(1)) return;
        count = 0;
      } else {
        this.#count = count;
        at = this.#readRare(text, at, entry, sink);
        count = this.#count;
      }
    }
    if (count > 0) sink.word(count);
  }

  #begin(length: number): void {
    this.#segmentStart = 0;
    this.#addedTokens?.begin();
    const needed = Math.min(this.#maxCharacters, length * MAX_EXPANSION) + 1;
    if (needed <= this.labels.length && this.labels.length <= Math.max(needed, KEPT_CHARACTERS)) return;
    const capacity = Math.max(needed, Math.min(this.#maxCharacters + 1, KEPT_CHARACTERS));
    this.labels = new Int32Array(capacity);
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
  }

  /** Reads a character that is neither a plain letter nor a space; returns the last code unit that was read. */
  #readRare(text: string, at: number, entry: number, sink: WordSink): number {
    if (entry === NOT_COMPUTED) {
      this.#table.entryOf(text.charCodeAt(at));
      return at - 1; // The loop comes back to this character.
    }
    if (entry === SURROGATE) return this.#readCodePoint(text, at, sink);
    return this.#readEntry(text, at, at + 1, entry, sink);
  }

  #readCodePoint(text: string, at: number, sink: WordSink): number {
    const codePoint = text.codePointAt(at)!;
    const end = codePoint > 0xffff ? at + 2 : at + 1;
    return this.#readEntry(text, at, end, this.#table.entryOf(codePoint), sink);
  }

  #readEntry(text: string, at: number, end: number, entry: number, sink: WordSink): number {
    if (entry === BEGINS_ADDED_TOKEN) return this.#readAddedToken(text, at, end, sink);
    if (entry === REORDERED) return this.#readCombiningRun(text, at, sink);
    return this.#take(entry, at, end, sink) ? this.#stop(text) : end - 1;
  }

  /** Adds what an entry stands for to the current word, or ends the word; true when the sink has enough. */
  #take(entry: number, start: number, end: number, sink: WordSink): boolean {
    if (entry > REORDERED) return this.#append(entry, start, end);
    if (entry === VANISHES) return false;
    if (entry === SPACE) return this.#endWord(sink);
    if (entry >= LOWEST_LONE_WORD) {
      return this.#endWord(sink) || this.#append(~entry, start, end) || this.#endWord(sink);
    }
    return this.#table.expansion(entry).some((part) => this.#take(part, start, end, sink));
  }

  #append(label: number, start: number, end: number): false {
    const slot = Math.min(this.#count, this.#maxCharacters);
    this.labels[slot] = label;
    this.starts[slot] = start;
    this.ends[slot] = end;
    this.#count = slot + 1;
    return false;
  }

  #endWord(sink: WordSink): boolean {
    const count = this.#count;
    this.#count = 0;
    return count > 0 && sink.word(count);
  }

  #stop(text: string): number {
    this.#count = 0;
    return text.length;
  }

  #readAddedToken(text: string, at: number, end: number, sink: WordSink): number {
    const match = this.#addedTokens!.match(text, at, this.#segmentStart);
    if (match === undefined) {
      const entry = this.#table.plainEntry(text.codePointAt(at)!);
      return this.#take(entry, at, end, sink) ? this.#stop(text) : end - 1;
    }
    if (this.#endWord(sink) || sink.addedToken(match.id, match.start, match.end)) return this.#stop(text);
    this.#segmentStart = match.end;
    // The whitespace that the token takes along makes no word, but another token may begin in it.
    return match.contentEnd - 1;
  }

  #readCombiningRun(text: string, at: number, sink: WordSink): number {
    const run = orderCombiningRun(text, this.#segmentStart, at, this.#normalizer);
    for (const { codePoint, start, end } of run.characters) {
      if (this.#take(this.#table.plainEntry(codePoint), start, end, sink)) return this.#stop(text);
    }
    return run.end - 1;
  }
}
