/**
 * A stretch of raw text after normalization, for added tokens that are found only then (`normalized: true`).
 *
 * The fast scanner never has the normalized text; this is the slow way, taken only by a tokenizer with such a token.
 */
import type { BertNormalizer } from '../normalization/bert-normalizer.js';
import { orderCombiningRun, type PlacedCharacter } from '../normalization/combining-run.js';
import type { AddedTokenMatcher } from './added-token-matcher.js';
import { isReordered } from './character-table.js';

/** Normalized characters, each with the code units of raw text that it comes from. */
export function normalizeSegment(
  text: string,
  from: number,
  to: number,
  normalizer: BertNormalizer,
): readonly PlacedCharacter[] {
  const segment = text.slice(from, to);
  const characters: PlacedCharacter[] = [];
  const add = ({ codePoint, start, end }: PlacedCharacter) => {
    for (const part of normalizer.normalizeCharacter(codePoint)) {
      characters.push({ codePoint: part, start: from + start, end: from + end });
    }
  };
  for (let start = 0; start < segment.length; ) {
    const codePoint = segment.codePointAt(start)!;
    const run = isReordered(codePoint, normalizer) ? orderCombiningRun(segment, 0, start, normalizer) : undefined;
    const end = run?.end ?? start + (codePoint > 0xffff ? 2 : 1);
    for (const character of run?.characters ?? [{ codePoint, start, end }]) add(character);
    start = end;
  }
  return characters;
}

/** A stretch of text: an added token, or with id -1 the text between two of them. */
export interface TextPart {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/** Cuts a text at its added tokens. */
export function* splitAtTokens(text: string, matcher: AddedTokenMatcher | undefined): Generator<TextPart> {
  let from = 0;
  for (let at = 0; at < text.length && matcher !== undefined; ) {
    const isCandidate = matcher.firstCharacters.has(text.codePointAt(at)!);
    const match = isCandidate ? matcher.match(text, at, from) : undefined;
    if (match !== undefined && match.id >= 0) {
      if (match.start > from) yield { id: -1, start: from, end: match.start };
      yield match;
      from = match.end;
    }
    at = match?.end ?? at + 1;
  }
  if (from < text.length) yield { id: -1, start: from, end: text.length };
}
