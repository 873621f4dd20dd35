import { ConfigError, InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { specialToken } from './added-token.js';
import type { EncodeOptions } from './encode-options.js';
import { WordPieceTokenizer } from './wordpiece-tokenizer.js';

const SPECIAL_TOKENS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const vocabulary = [...SPECIAL_TOKENS, 'want', '##want', '##ed', 'wa', 'un', 'runn', '##ing', ',', 'hello', '日'];
const tokenizer = new WordPieceTokenizer({ vocabulary });

describe('encoding', () => {
  // The published case of `tokenization_test.py` (google-research/bert), `FullTokenizer`.
  it('tokenizes as the original', () => {
    expect(tokenizer.encode('UNwant\u00c9d,running').tokens().slice(1, -1)).toEqual([
      'un',
      '##want',
      '##ed',
      ',',
      'runn',
      '##ing',
    ]);
  });

  it('tells where tokens are, and which word and text they are of', () => {
    const encoding = tokenizer.encode('Un\u0301wanted', { pair: '日 hello' });
    expect(encoding.tokens()).toEqual(['[CLS]', 'un', '##want', '##ed', '[SEP]', '日', 'hello', '[SEP]']);
    expect(Array.from(encoding.offsets)).toEqual([0, 0, 0, 2, 3, 7, 7, 9, 0, 0, 0, 1, 2, 7, 0, 0]);
    expect(encoding.span(2)).toEqual([3, 7]);
    expect(Array.from(encoding.wordIds)).toEqual([-1, 0, 0, 0, -1, 0, 1, -1]);
    expect(Array.from(encoding.sequenceIds)).toEqual([-1, 0, 0, 0, -1, 1, 1, -1]);
    expect(Array.from(encoding.tokenTypeIds)).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
    expect(Array.from(encoding.specialTokensMask)).toEqual([1, 0, 0, 0, 1, 0, 0, 1]);
    expect(Array.from(encoding.attentionMask)).toEqual(Array(8).fill(1));
  });

  it('encodes the empty text', () => {
    expect(Array.from(tokenizer.encodeIds(''))).toEqual([2, 3]);
    expect(tokenizer.encodeIds('', { addSpecialTokens: false })).toHaveLength(0);
  });

  it('keeps texts apart in a ragged array', () => {
    const { inputIds, rowSplits } = tokenizer.encodeRagged(['hello', ['un', 'want'], '']);
    expect(Array.from(rowSplits)).toEqual([0, 3, 8, 10]);
    expect(Array.from(inputIds.subarray(3, 8))).toEqual([2, 9, 3, 5, 3]);
  });

  it('keeps many rows', () => {
    const { inputIds, rowSplits } = tokenizer.encodeRagged(Array<string>(3000).fill('hello'));
    expect([inputIds.length, rowSplits.length]).toEqual([9000, 3001]);
  });

  it('gives every result an array of its own', () => {
    const first = tokenizer.encodeIds('hello');
    tokenizer.encodeIds('un want');
    expect(Array.from(first)).toEqual([2, 13, 3]);
    expect(first.buffer.byteLength).toBe(first.byteLength);
  });

  it('gives back the memory of a long text, and goes on', () => {
    expect(tokenizer.encode('hello '.repeat(100_000))).toHaveLength(100_002);
    expect(Array.from(tokenizer.encodeIds('hello'))).toEqual([2, 13, 3]);
  });
});

describe('bad input', () => {
  it.each([undefined, null, 3, ['hello', 3]])('refuses %s for a text', (text) => {
    expect(() => tokenizer.encodeIds(text as unknown as string)).toThrow(InputError);
  });

  it('says what it was given', () => {
    expect(() => tokenizer.encodeIds(null as unknown as string)).toThrow(
      'text must be a string or an array of words, it is null',
    );
    const pair = 3 as unknown as string;
    expect(() => tokenizer.encode('a', { pair })).toThrow('pair must be a string or an array of words, it is 3');
  });

  it.each<[EncodeOptions, string]>([
    [{ maxLength: 1 }, 'at least 2, the special tokens; it is 1'],
    [{ maxLength: 2, pair: 'b' }, 'at least 3'],
    [{ maxLength: 2.5 }, 'it is 2.5'],
    [{ truncation: 'longest' as 'longest_first' }, 'one of longest_first, only_first, only_second, it is "longest"'],
  ])('refuses %o', (options, message) => {
    expect(() => tokenizer.encodeIds('a', options)).toThrow(ConfigError);
    expect(() => tokenizer.encodeIds('a', options)).toThrow(message);
  });

  it('refuses to decode an id that is not there', () => {
    expect(() => tokenizer.decode([2, 999])).toThrow('no token with id 999');
  });
});

describe('settings', () => {
  it('names its special tokens', () => {
    const { padTokenId, unkTokenId, clsTokenId, sepTokenId, maskTokenId } = tokenizer;
    expect([padTokenId, unkTokenId, clsTokenId, sepTokenId, maskTokenId]).toEqual([0, 1, 2, 3, 4]);
  });

  it.each(['[UNK]', '[CLS]', '[SEP]'])('needs %s', (token) => {
    const without = vocabulary.filter((other) => other !== token);
    expect(() => new WordPieceTokenizer({ vocabulary: without })).toThrow(ConfigError);
    expect(() => new WordPieceTokenizer({ vocabulary: without })).toThrow(`14 tokens has no ${token}`);
  });

  it('needs [PAD] and [MASK] only where they are used', () => {
    const small = new WordPieceTokenizer({ vocabulary: ['[UNK]', 'a'], template: null });
    expect(Array.from(small.encodeIds('a b'))).toEqual([1, 0]);
    expect(() => small.padTokenId).toThrow('has no [PAD], which fills up the rows of a batch');
    expect(() => small.encodeBatch(['a'])).toThrow(ConfigError);
  });

  it('puts added tokens behind the vocabulary', () => {
    const addedTokens = [specialToken('<b>', 16), specialToken('<a>', 15), specialToken('[MASK]', 4)];
    const extended = new WordPieceTokenizer({ vocabulary, addedTokens });
    expect(extended.vocabulary.size).toBe(17);
    expect(Array.from(extended.encodeIds('hello<a>[MASK] <b>'))).toEqual([2, 13, 15, 4, 16, 3]);
    expect(extended.decode([13, 15, 16], { skipSpecialTokens: false })).toBe('hello <a> <b>');
  });

  it.each([
    [specialToken('<a>', 20), 'must have id 15, it has 20'],
    [specialToken('hello', 20), 'must have id 13, it has 20'],
    [specialToken('', 15), 'must be a string of at least 1 characters'],
  ])('refuses the added token %o', (token, message) => {
    expect(() => new WordPieceTokenizer({ vocabulary, addedTokens: [token] })).toThrow(message);
  });

  it('decodes with and without special tokens', () => {
    const ids = tokenizer.encodeIds('Hello, unwanted');
    expect(tokenizer.decode(ids)).toBe('hello, unwanted');
    expect(tokenizer.decode(BigInt64Array.from(ids, BigInt), { skipSpecialTokens: false, cleanUp: false })).toBe(
      '[CLS] hello , unwanted [SEP]',
    );
  });
});
