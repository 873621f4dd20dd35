import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WordPieceMatcher } from './wordpiece-matcher.js';

const UNKNOWN = -7;

function match(tokens: readonly string[], word: string, prefix = '##', longest = 1000): number[] {
  const matcher = new WordPieceMatcher({
    tokens,
    unkTokenId: UNKNOWN,
    continuingSubwordPrefix: prefix,
    maxInputCharsPerWord: longest,
  });
  const labels = Int32Array.from(word, (character) => matcher.alphabet.labelOf(character.codePointAt(0)!));
  const ids = new Int32Array(labels.length);
  return Array.from(ids.subarray(0, matcher.match(labels, labels.length, ids, 0)));
}

/** Longest match first, as one would write it down. */
function matchSlowly(tokens: readonly string[], word: string, prefix: string): number[] {
  const ids: number[] = [];
  for (let start = 0, end = word.length; start < word.length; end = word.length) {
    const piece = () => (start === 0 ? '' : prefix) + word.slice(start, end);
    while (end > start && !tokens.includes(piece())) end--;
    if (end === start) return [UNKNOWN];
    ids.push(tokens.indexOf(piece()));
    start = end;
  }
  return ids;
}

describe('WordPieceMatcher', () => {
  it('takes the longest piece, then the longest of the rest', () => {
    const tokens = ['un', 'una', '##ffa', '##ff', '##ble', '##able', '##a'];
    expect(match(tokens, 'unaffable')).toEqual([1, 2, 4]);
  });

  it('gives a whole word up when a rest begins with no piece', () => {
    expect(match(['a', '##bc', '##b'], 'abcb')).toEqual([0, 1, 2]);
    expect(match(['a', '##bc', '##b'], 'abcd')).toEqual([UNKNOWN]);
    expect(match(['a', '##bc', '##b'], 'b')).toEqual([UNKNOWN]);
  });

  it('gives up words that are too long', () => {
    expect(match(['a', '##a'], 'aaa', '##', 3)).toEqual([0, 1, 1]);
    expect(match(['a', '##a'], 'aaaa', '##', 3)).toEqual([UNKNOWN]);
  });

  it('keeps the pops of a long token that fails at its end', () => {
    const word = 'a'.repeat(500);
    expect(match(['a', '##a', `${word}b`], word)).toEqual([0, ...Array<number>(499).fill(1)]);
  });

  it('matches punctuation alone, and no token that holds it among letters', () => {
    expect(match(['-', 'a-b', 'a'], '-')).toEqual([0]);
  });

  it('cuts as the slow way does, for any vocabulary, word and prefix', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 7 });
    const prefix = fc.constantFrom('##', '@', 'a', '');
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 1, maxLength: 24 });
    const property = fc.property(fc.array(piece), fc.array(piece), prefix, word, (firsts, laters, prefix, word) => {
      const tokens = [...new Set([...firsts, ...laters.map((later) => prefix + later)])];
      expect(match(tokens, word, prefix)).toEqual(matchSlowly(tokens, word, prefix));
    });
    fc.assert(property, { numRuns: 3000, seed: 11 });
  });
});
