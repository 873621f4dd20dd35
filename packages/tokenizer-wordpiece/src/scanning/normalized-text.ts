import { withRoom } from '../growing-arrays.js';
import type { BertNormalizer } from '../normalization/bert-normalizer.js';
import { orderCombiningRun } from '../normalization/combining-run.js';
import { isReordered } from './character-table.js';

const SPACE = 0x20;
/** Code units that `String.fromCharCode` takes at a time: more arguments might overflow the stack. */
const UNITS_AT_A_TIME = 1 << 12;
/** After a chunk longer than this, the buffers are given back. */
const KEPT_UNITS = 1 << 16;

/** A stretch of normalized text, each code unit with the code units of raw text that it comes from. */
export class NormalizedText {
  /** Code units of normalized text. */
  length = 0;
  /** Where the raw character of each unit starts. */
  starts = new Int32Array(0);
  /** Where it ends. */
  ends = new Int32Array(0);

  readonly #normalizer: BertNormalizer;
  #units = new Int32Array(0);
  /** What each character becomes, where that has been asked for: as large as the alphabet of the texts. */
  readonly #known = new Map<number, readonly number[]>();

  constructor(normalizer: BertNormalizer) {
    this.#normalizer = normalizer;
  }

  /** Appends what becomes of the code units `from` to `to` of `text`. */
  append(text: string, from: number, to: number): void {
    for (let at = from; at < to; ) {
      const codePoint = text.codePointAt(at)!;
      if (isReordered(codePoint, this.#normalizer)) {
        const run = orderCombiningRun(text.slice(from, to), 0, at - from, this.#normalizer);
        for (const { codePoint, start, end } of run.characters) this.#add(codePoint, from + start, from + end);
        at = from + run.end;
      } else {
        const end = codePoint > 0xffff ? at + 2 : at + 1;
        this.#add(codePoint, at, end);
        at = end;
      }
    }
  }

  /** True if a character becomes something that is not, or does not begin with, a space. */
  isVisible(codePoint: number): boolean {
    const [first = SPACE] = this.#normalize(codePoint);
    return first !== SPACE && !isReordered(codePoint, this.#normalizer);
  }

  /** Forgets everything, and gives back the memory of a long text. */
  clear(): void {
    this.length = 0;
    if (this.ends.length <= KEPT_UNITS) return;
    this.#units = new Int32Array(0);
    this.starts = new Int32Array(0);
    this.ends = new Int32Array(0);
  }

  /** Forgets all but the units from `start` on. */
  keepFrom(start: number): void {
    for (const array of [this.#units, this.starts, this.ends]) array.copyWithin(0, start, this.length);
    this.length -= start;
  }

  /** The normalized text from a unit on. */
  toString(start = 0): string {
    let text = '';
    for (let from = Math.max(start, 0); from < this.length; from += UNITS_AT_A_TIME) {
      text += String.fromCharCode(...this.#units.subarray(from, Math.min(from + UNITS_AT_A_TIME, this.length)));
    }
    return text;
  }

  #add(codePoint: number, start: number, end: number): void {
    for (const part of this.#normalize(codePoint)) {
      if (part <= 0xffff) this.#push(part, start, end);
      else {
        this.#push(0xd7c0 + (part >> 10), start, end);
        this.#push(0xdc00 + (part & 0x3ff), start, end);
      }
    }
  }

  #push(unit: number, start: number, end: number): void {
    const at = this.length++;
    if (at === this.ends.length) {
      this.#units = withRoom(this.#units, at + UNITS_AT_A_TIME);
      this.starts = withRoom(this.starts, at + UNITS_AT_A_TIME);
      this.ends = withRoom(this.ends, at + UNITS_AT_A_TIME);
    }
    this.#units[at] = unit;
    this.starts[at] = start;
    this.ends[at] = end;
  }

  #normalize(codePoint: number): readonly number[] {
    let parts = this.#known.get(codePoint);
    if (parts === undefined) {
      parts = this.#normalizer.normalizeCharacter(codePoint);
      this.#known.set(codePoint, parts);
    }
    return parts;
  }
}
