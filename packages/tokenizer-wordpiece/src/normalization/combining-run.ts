/**
 * The one place where normalization looks at neighbours.
 *
 * NFD sorts each run of combining characters (*non-starters*) by combining class, stably. `strip_accents` then removes
 * the nonspacing ones. What stays, Balinese adeg adeg or a Hangul tone mark, may have changed places with its
 * neighbours. Hugging Face's alignment gives the n-th character of the sorted run the place of the n-th character of
 * the raw run, whichever it was; we do the same, so that offsets agree.
 */

import type { BertNormalizer } from './bert-normalizer.js';
import { isNonStarter, isNonspacingMark } from './character-classes.js';
import { compareCombiningClass, decompose } from './decomposition.js';

/** A character that `strip_accents` leaves, and the code units of raw text that it counts as coming from. */
export interface PlacedCharacter {
  readonly codePoint: number;
  readonly start: number;
  readonly end: number;
}

interface RawCharacter {
  readonly parts: readonly number[];
  readonly start: number;
  readonly end: number;
}

/**
 * Sorts the run of combining characters at `at` as NFD does and removes the nonspacing marks.
 *
 * @param from - Where the run may start at the earliest, in code units.
 * @returns The characters from `at` on that stay, in order, and the code unit after the run.
 */
export function orderCombiningRun(
  text: string,
  from: number,
  at: number,
  normalizer: BertNormalizer,
): { readonly characters: readonly PlacedCharacter[]; readonly end: number } {
  const later = rawCharactersFrom(text, at, normalizer);
  const earlier = later[0]!.parts.every(isNonStarter) ? rawCharactersBefore(text, from, at, normalizer) : [];
  const run = [...earlier, ...later];
  const parts = run.flatMap((raw) => raw.parts.map((codePoint, index) => ({ codePoint, isFirst: index === 0 })));
  const headLength = parts.findLastIndex(({ codePoint }) => !isNonStarter(codePoint)) + 1;
  const tail = parts.splice(headLength).sort((a, b) => compareCombiningClass(a.codePoint, b.codePoint));
  const placed = placeInOrder([...parts, ...tail], run);
  // A head that lies before `at` has been read already.
  const characters = placed.slice(earlier.length > 0 ? headLength : 0);
  return { characters: characters.filter(({ codePoint }) => !isNonspacingMark(codePoint)), end: run.at(-1)!.end };
}

/** Each part that came first in its raw character takes the next place; the others share the place before. */
function placeInOrder(
  parts: readonly { codePoint: number; isFirst: boolean }[],
  run: readonly RawCharacter[],
): PlacedCharacter[] {
  let place = -1;
  return parts.map(({ codePoint, isFirst }) => {
    if (isFirst) place++;
    const { start, end } = run[Math.max(place, 0)]!;
    return { codePoint, start, end };
  });
}

/** The characters before `at`, back to the one that holds the starter. */
function rawCharactersBefore(text: string, from: number, at: number, normalizer: BertNormalizer): RawCharacter[] {
  const run: RawCharacter[] = [];
  for (let end = at; end > from; ) {
    const start = previousStart(text, end, from);
    const parts = decomposedParts(text.codePointAt(start)!, normalizer);
    if (parts.length > 0) run.push({ parts, start, end });
    if (parts.some((part) => !isNonStarter(part))) break;
    end = start;
  }
  return run.reverse();
}

/** The character at `at`, and those after it up to the next starter. */
function rawCharactersFrom(text: string, at: number, normalizer: BertNormalizer): RawCharacter[] {
  const run: RawCharacter[] = [];
  for (let start = at; start < text.length; ) {
    const codePoint = text.codePointAt(start)!;
    const end = start + (codePoint > 0xffff ? 2 : 1);
    const parts = decomposedParts(codePoint, normalizer);
    if (start > at && !parts.every(isNonStarter)) break;
    if (parts.length > 0) run.push({ parts, start, end });
    start = end;
  }
  return run;
}

/** What NFD sees of a raw character: nothing when cleaning removes it. */
function decomposedParts(codePoint: number, normalizer: BertNormalizer): readonly number[] {
  return normalizer.cleanCharacter(codePoint).flatMap(decompose);
}

function previousStart(text: string, end: number, from: number): number {
  const isPair = end - 2 >= from && text.codePointAt(end - 2)! > 0xffff;
  return isPair ? end - 2 : end - 1;
}
