import type { TokenRun } from './encoding.js';
import { countSpecialTokens, isSequence, type TemplatePiece } from './template.js';
import type { TextSlices } from './windows.js';

/** How many tokens of the first and of the second text to take. */
export type TextLengths = readonly [first: number, second: number];

/** One form of a template, ready to be filled: for one text or for two, with special tokens or without. */
export class TokenLayout {
  /** How many special tokens it adds. */
  readonly specialTokens: number;
  readonly #pieces: readonly TemplatePiece[];

  constructor(pieces: readonly TemplatePiece[]) {
    this.#pieces = pieces;
    this.specialTokens = countSpecialTokens(pieces);
  }

  /** How many tokens there are with texts of these lengths. */
  countTokens(lengths: TextLengths): number {
    return lengths[0] + lengths[1] + this.specialTokens;
  }

  /** Writes the ids of texts and special tokens in their order, from `target[at]` on. */
  writeIds(first: Int32Array, second: Int32Array, slices: TextSlices, target: Int32Array, at: number): void {
    const { starts, lengths } = slices;
    let end = at;
    for (const piece of this.#pieces) {
      if (!isSequence(piece)) for (const id of piece.ids) target[end++] = id;
      else if (piece.sequence === 'A') end = copy(first, starts[0], lengths[0], target, end);
      else end = copy(second, starts[1], lengths[1], target, end);
    }
  }

  /**
   * Per-token values of the texts in their places, `width` numbers for each token.
   *
   * @param filler - The value for special tokens.
   */
  place(texts: readonly [ArrayLike<number>, ArrayLike<number>], slices: TextSlices, width: number, filler: number) {
    const { starts, lengths } = slices;
    const placed = new Int32Array(this.countTokens(lengths) * width).fill(filler);
    let start = 0;
    for (const { end, sequence } of this.runs(lengths)) {
      if (sequence !== -1)
        copy(texts[sequence], starts[sequence] * width, (end - start) * width, placed, start * width);
      start = end;
    }
    return placed;
  }

  /** The stretches of tokens of one kind. */
  runs(lengths: TextLengths): TokenRun[] {
    let end = 0;
    return this.#pieces.map((piece) => {
      const sequence = !isSequence(piece) ? -1 : piece.sequence === 'A' ? 0 : 1;
      end += isSequence(piece) ? lengths[sequence === 1 ? 1 : 0] : piece.ids.length;
      return { end, typeId: piece.typeId, sequence };
    });
  }
}

/** A loop, because `subarray` and `set` cost more than the copy itself for the length of a sentence. */
function copy(source: ArrayLike<number>, from: number, length: number, target: Int32Array, at: number): number {
  for (let index = 0; index < length; index++) target[at + index] = source[from + index]!;
  return at + length;
}
