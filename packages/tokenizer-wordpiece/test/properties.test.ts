import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BertNormalizerOptions, WordPieceTokenizer } from '../src/index.js';
import { codePointsOf } from '../src/normalization/decomposition.js';
import { referenceIds } from './reference-tokenizer.js';

const SPECIAL_TOKENS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const LETTERS = Array.from('abcdeé日\uac00\u1100\u1161🙂σß');
const PIECES = [
  'ab',
  '##ab',
  'abc',
  '##bcd',
  '##cde',
  'deab',
  '##e\u0301',
  '\u1100\u1161',
  '##🙂🙂',
  ',',
  '.',
  '\u302e',
  '##\u302e',
];
const vocabulary = [...SPECIAL_TOKENS, ...LETTERS, ...LETTERS.map((letter) => `##${letter}`), ...PIECES];
const ids = new Map(vocabulary.map((token, id) => [token, id]));

/** Characters at which something happens: marks that sort, what is dropped, what splits, halves of pairs. */
const RARE = Array.from('\u0301\u0323\u302e\u1bf2\u0344\u{1d15e}\u{1d165}\u00ad\u200d\u0085\ufffd\u2028豈İẞΣ中，，');
const character = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...LETTERS, 'A', 'É', ' ', ' ') },
  { weight: 2, arbitrary: fc.constantFrom(...RARE, '\ud800', '\udc00') },
  { weight: 1, arbitrary: fc.constantFrom(...SPECIAL_TOKENS, '[MASK', '[') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
);
const text = fc.array(character, { maxLength: 40 }).map((characters) => characters.join(''));
const normalizer: fc.Arbitrary<BertNormalizerOptions> = fc.record({
  cleanText: fc.boolean(),
  handleChineseChars: fc.boolean(),
  stripAccents: fc.constantFrom(null, true, false),
  lowercase: fc.boolean(),
});

const tokenizers = new Map<string, WordPieceTokenizer>();

/** One tokenizer for each normalizer: making one takes longer than a test case. */
function tokenizerWith(options: BertNormalizerOptions): WordPieceTokenizer {
  const key = JSON.stringify(options);
  const tokenizer = tokenizers.get(key) ?? new WordPieceTokenizer({ vocabulary, normalizer: options });
  tokenizers.set(key, tokenizer);
  return tokenizer;
}

const plain = tokenizerWith({ cleanText: true, handleChineseChars: true, stripAccents: null, lowercase: true });

describe('for any text', () => {
  it('gives the ids of the slow reference', () => {
    const property = fc.property(text, normalizer, (text, options) => {
      const expected = referenceIds(text, { vocabulary: ids, normalizer: options, specialTokens: SPECIAL_TOKENS });
      expect(Array.from(tokenizerWith(options).encodeIds(text, { addSpecialTokens: false }))).toEqual(expected);
    });
    fc.assert(property, { numRuns: 3000, seed: 1 });
  });

  it('gives the same ids fast, with offsets, in rows and in batches', () => {
    const property = fc.property(text, fc.option(text, { nil: undefined }), (text, pair) => {
      const expected = plain.encodeIds(text, { pair });
      const input = pair === undefined ? text : ([text, pair] as const);
      const encoding = plain.encode(text, { pair });
      expect(encoding.inputIds).toEqual(expected);
      expect(plain.encodeRagged([text, input]).inputIds.slice(-expected.length)).toEqual(expected);
      const batch = plain.encodeBatch([input, 'a b c d']);
      expect(batch.inputIds.subarray(0, expected.length)).toEqual(expected);
      expect(batch.tokenTypeIds.subarray(0, expected.length)).toEqual(encoding.tokenTypeIds);
    });
    fc.assert(property, { numRuns: 500, seed: 2 });
  });

  it('gives offsets in order, each of a whole piece', () => {
    const property = fc.property(text, (text) => {
      const encoding = plain.encode(text, { addSpecialTokens: false });
      encoding.tokens().forEach((token, index) => {
        const [start, end] = encoding.span(index);
        expect(start).toBeLessThan(end);
        expect(start).toBeGreaterThanOrEqual(index === 0 ? 0 : encoding.span(index - 1)[0]);
        expect(end).toBeLessThanOrEqual(text.length);
        if (SPECIAL_TOKENS.includes(token) && token !== '[UNK]') expect(text.slice(start, end)).toBe(token);
      });
    });
    fc.assert(property, { numRuns: 500, seed: 3 });
  });

  it('gives offsets that slice back to pieces which encode to the same token', () => {
    const words = fc.array(fc.constantFrom('abc', 'deab', 'ABC', 'é', '日', ',', '🙂'), { maxLength: 8 });
    const property = fc.property(words, (words) => {
      const text = words.join(' ');
      const encoding = plain.encode(text, { addSpecialTokens: false });
      encoding.inputIds.forEach((id, index) => {
        const piece = text.slice(...encoding.span(index));
        expect(Array.from(plain.encodeIds(piece, { addSpecialTokens: false }))).toEqual([id]);
      });
    });
    fc.assert(property, { numRuns: 200, seed: 4 });
  });

  it('keeps to maxLength, and to what it would have given without', () => {
    const property = fc.property(text, fc.integer({ min: 2, max: 12 }), (text, maxLength) => {
      const all = plain.encodeIds(text);
      const cut = plain.encodeIds(text, { maxLength });
      expect(cut.length).toBe(Math.min(all.length, maxLength));
      expect(cut.slice(0, -1)).toEqual(all.slice(0, cut.length - 1));
      expect(cut.at(-1)).toBe(plain.sepTokenId);
    });
    fc.assert(property, { numRuns: 500, seed: 5 });
  });

  it('decodes to text that encodes to the same ids, as long as every word is known', () => {
    const word = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 9 });
    const property = fc.property(fc.array(word), (words) => {
      const expected = plain.encodeIds(words.map((letters) => letters.join('')).join(' '));
      expect(plain.encodeIds(plain.decode(expected))).toEqual(expected);
    });
    fc.assert(property, { numRuns: 300, seed: 6 });
  });

  it('covers a word with its pieces, character for character', () => {
    const word = fc.array(fc.constantFrom(...'abcde'), { minLength: 1, maxLength: 60 });
    const property = fc.property(word, (letters) => {
      const encoding = plain.encode(letters.join(''), { addSpecialTokens: false });
      const covered = encoding.tokens().map((token) => token.replace('##', ''));
      expect(codePointsOf(covered.join(''))).toEqual(codePointsOf(letters.join('')));
    });
    fc.assert(property, { numRuns: 300, seed: 7 });
  });
});
