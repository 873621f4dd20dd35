/** The published cases of `tokenization_test.py` (google-research/bert); those of single characters are beside their source. */
import { describe, expect, it } from 'vitest';
import { WordPieceTokenizer, type WordPieceTokenizerOptions } from '../src/index.js';

const VOCABULARY = ['[UNK]', '[CLS]', '[SEP]', 'want', '##want', '##ed', 'wa', 'un', 'runn', '##ing', ','];

function tokenize(text: string, vocabulary: readonly string[], options: Partial<WordPieceTokenizerOptions> = {}) {
  const tokenizer = new WordPieceTokenizer({ vocabulary, ...options });
  return tokenizer.encode(text, { addSpecialTokens: false }).tokens();
}

describe('FullTokenizer', () => {
  it('cuts a text into pieces, and numbers them', () => {
    const text = 'UNwant\u00E9d,running';
    expect(tokenize(text, VOCABULARY)).toEqual(['un', '##want', '##ed', ',', 'runn', '##ing']);
    const ids = new WordPieceTokenizer({ vocabulary: VOCABULARY }).encodeIds(text, { addSpecialTokens: false });
    expect([...ids]).toEqual([7, 4, 5, 10, 8, 9]);
  });
});

describe('BasicTokenizer', () => {
  const words = (text: string, expected: string[], lowercase = true) =>
    expect(tokenize(text, ['[UNK]', '[CLS]', '[SEP]', ...new Set(expected)], { normalizer: { lowercase } })).toEqual(
      expected,
    );

  it('sets ideographs apart', () => words('ah\u535A\u63A8zz', ['ah', '\u535A', '\u63A8', 'zz']));

  it('lower-cases', () => {
    words(' \tHeLLo!how  \n Are yoU?  ', ['hello', '!', 'how', 'are', 'you', '?']);
    words('H\u00E9llo', ['hello']);
  });

  it('does not lower-case when told', () => {
    words(' \tHeLLo!how  \n Are yoU?  ', ['HeLLo', '!', 'how', 'Are', 'yoU', '?'], false);
  });
});

describe('WordpieceTokenizer', () => {
  it.each([
    ['', []],
    ['unwanted running', ['un', '##want', '##ed', 'runn', '##ing']],
    ['unwantedX running', ['[UNK]', 'runn', '##ing']],
  ])('cuts %j', (text, expected) => {
    expect(tokenize(text, VOCABULARY, { normalizer: { lowercase: false } })).toEqual(expected);
  });
});
