import type { WordTable } from './word-table.js';

/** Words as sequences of token ids, which merges shorten in place. */
export interface SymbolWords {
  /** The ids of all words; word `i` has `lengths[i]` of them from `starts[i]` on. */
  readonly symbols: Int32Array;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  /** How often each word occurs. */
  readonly counts: Float64Array;
}

/** The tokens that a vocabulary has before any merge, and the words spelled in them. */
export interface InitialVocabulary {
  readonly tokens: string[];
  readonly words: SymbolWords;
}

/** What decides on the first tokens. */
export interface InitialVocabularyOptions {
  readonly specialTokens: readonly string[];
  /** Keep only so many characters, the most frequent ones. */
  readonly limitAlphabet: number;
  /** Characters to keep whether they occur or not. */
  readonly initialAlphabet: readonly string[];
  readonly continuingSubwordPrefix: string;
}

/**
 * The special tokens, the alphabet, and the characters as they continue a word, each of the last two sorted by code
 * point. A character outside the alphabet is left out of the words it occurs in.
 *
 * Differs from Hugging Face in the order of the third group, which there follows a hash table and changes from run to
 * run, and with it the choice between merges that are equally frequent.
 */
export function createInitialVocabulary(table: WordTable, options: InitialVocabularyOptions): InitialVocabulary {
  const alphabet = chooseAlphabet(table, options);
  const prefix = options.continuingSubwordPrefix;
  const tokens = new Set([...options.specialTokens, ...alphabet.map((codePoint) => String.fromCodePoint(codePoint))]);
  const known = new Set(alphabet);
  for (const codePoint of continuingCharacters(table, known)) tokens.add(prefix + String.fromCodePoint(codePoint));
  const ids = new Map([...tokens].map((token, id) => [token, id]));
  const idOf = (codePoint: number, isFirst: boolean) =>
    known.has(codePoint) ? ids.get((isFirst ? '' : prefix) + String.fromCodePoint(codePoint))! : -1;
  return { tokens: [...tokens], words: spellWords(table, idOf) };
}

/** The code points of the alphabet, sorted; of characters equally frequent, `limitAlphabet` keeps the lower ones. */
function chooseAlphabet(table: WordTable, { limitAlphabet, initialAlphabet }: InitialVocabularyOptions): number[] {
  const counts = new Map<number, number>();
  for (let word = 0; word < table.size; word++) {
    for (let at = table.starts[word]!; at < table.starts[word + 1]!; at++) {
      const codePoint = table.codePoints[at]!;
      counts.set(codePoint, (counts.get(codePoint) ?? 0) + table.counts[word]!);
    }
  }
  for (const character of initialAlphabet) counts.set(character.codePointAt(0)!, Number.POSITIVE_INFINITY);
  const byCount = [...counts].sort(([a, countA], [b, countB]) => (countA === countB ? a - b : countB - countA));
  const kept = byCount.slice(0, limitAlphabet).map(([codePoint]) => codePoint);
  return kept.sort((a, b) => a - b);
}

function continuingCharacters(table: WordTable, alphabet: ReadonlySet<number>): number[] {
  const found = new Set<number>();
  for (let word = 0; word < table.size; word++) {
    for (let at = table.starts[word]! + 1; at < table.starts[word + 1]!; at++) found.add(table.codePoints[at]!);
  }
  return [...found].filter((codePoint) => alphabet.has(codePoint)).sort((a, b) => a - b);
}

function spellWords(table: WordTable, idOf: (codePoint: number, isFirst: boolean) => number): SymbolWords {
  const symbols = new Int32Array(table.starts[table.size]!);
  const starts = table.starts.slice(0, table.size);
  const lengths = new Int32Array(table.size);
  for (let word = 0; word < table.size; word++) {
    const start = starts[word]!;
    let end = start;
    for (let at = start; at < table.starts[word + 1]!; at++) {
      const id = idOf(table.codePoints[at]!, at === start);
      if (id >= 0) symbols[end++] = id;
    }
    lengths[word] = end - start;
  }
  return { symbols, starts, lengths, counts: table.counts.slice(0, table.size) };
}
