import { expect, it } from 'vitest';
import { BertNormalizer, type BertNormalizerOptions } from './bert-normalizer.js';
import { codePointsOf } from './decomposition.js';

function normalize(text: string, options: Partial<BertNormalizerOptions> = {}): string {
  const normalizer = new BertNormalizer(options);
  return String.fromCodePoint(...codePointsOf(text).flatMap((character) => normalizer.normalizeCharacter(character)));
}

it('does as bert-base-uncased unless told otherwise', () => {
  expect(normalize('Ünïcode\u0000\t日 ẞ')).toBe('unicode  日  ß');
});

it('strips accents when it lower-cases, and otherwise only when told', () => {
  expect(normalize('É')).toBe('e');
  expect(normalize('É', { lowercase: false })).toBe('É');
  expect(normalize('É', { lowercase: false, stripAccents: true })).toBe('E');
  expect(normalize('É', { stripAccents: false })).toBe('é');
});

it('decomposes Hangul when it strips accents', () => {
  expect(codePointsOf(normalize('각'))).toEqual([0x1100, 0x1161, 0x11a8]);
  expect(normalize('각', { stripAccents: false })).toBe('각');
});

it('leaves control characters and ideographs alone when told', () => {
  expect(normalize('a\u0000\t日', { cleanText: false, handleChineseChars: false })).toBe('a\u0000\t日');
});

it('takes half a surrogate pair for U+FFFD', () => {
  expect(normalize('a\ud800')).toBe('a');
  expect(normalize('a\ud800', { cleanText: false })).toBe('a\ufffd');
});
