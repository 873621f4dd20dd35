import type { BertNormalizerOptions } from '../src/index.js';
import {
  isChineseCharacter,
  isDropped,
  isNonStarter,
  isNonspacingMark,
  isPunctuation,
  isWhitespace,
} from '../src/normalization/character-classes.js';
import { codePointsOf, compareCombiningClass, decompose } from '../src/normalization/decomposition.js';
import { lowerCase } from '../src/normalization/lower-case.js';

/** What the reference needs to know of a tokenizer. */
export interface Reference {
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly normalizer: BertNormalizerOptions;
  readonly specialTokens: readonly string[];
}

/** The ids of a text without template: step after step over whole arrays, and longest match first by looking up strings. */
export function referenceIds(text: string, reference: Reference): number[] {
  const alternatives = reference.specialTokens.map((token) => token.replace(/[[\]]/g, '\\$&')).join('|');
  const segments = text.split(new RegExp(`(${alternatives})`));
  return segments.flatMap((segment, index) => {
    if (index % 2 === 1) return [reference.vocabulary.get(segment)!];
    return splitWords(normalize(codePointsOf(segment), reference.normalizer)).flatMap((word) => cut(word, reference));
  });
}

function normalize(text: number[], options: BertNormalizerOptions): number[] {
  let characters = text.map((character) => (character >= 0xd800 && character <= 0xdfff ? 0xfffd : character));
  if (options.cleanText) {
    characters = characters.filter((c) => !isDropped(c)).map((c) => (isWhitespace(c) ? 0x20 : c));
  }
  if (options.handleChineseChars) {
    characters = characters.flatMap((c) => (isChineseCharacter(c) ? [0x20, c, 0x20] : [c]));
  }
  if (options.stripAccents ?? options.lowercase) {
    characters = sortMarks(characters.flatMap(decompose)).filter((c) => !isNonspacingMark(c));
  }
  return options.lowercase ? characters.flatMap(lowerCase) : characters;
}

function sortMarks(characters: number[]): number[] {
  const sorted: number[] = [];
  const run: number[] = [];
  const endRun = () => sorted.push(...run.splice(0).sort(compareCombiningClass));
  for (const character of characters) {
    if (isNonStarter(character)) run.push(character);
    else {
      endRun();
      sorted.push(character);
    }
  }
  endRun();
  return sorted;
}

function splitWords(characters: number[]): string[] {
  const spaced = characters.flatMap((c) => (isPunctuation(c) ? [0x20, c, 0x20] : isWhitespace(c) ? [0x20] : [c]));
  return spaced
    .map((c) => String.fromCodePoint(c))
    .join('')
    .split(' ')
    .filter((word) => word !== '');
}

function cut(word: string, { vocabulary }: Reference): number[] {
  const unknown = [vocabulary.get('[UNK]')!];
  const characters = Array.from(word);
  if (characters.length > 100) return unknown;
  const ids: number[] = [];
  for (let start = 0; start < characters.length; ) {
    let end = characters.length;
    const piece = () => (start === 0 ? '' : '##') + characters.slice(start, end).join('');
    while (end > start && !vocabulary.has(piece())) end--;
    if (end === start) return unknown;
    ids.push(vocabulary.get(piece())!);
    start = end;
  }
  return ids;
}
