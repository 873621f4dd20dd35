import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { expect, it } from 'vitest';
import { dictionaryTexts } from '../measurement/measured-texts.js';
import { meanLength } from './measured-lengths.js';
import { typicalLengths } from './scoring-rows.js';

/** Knows no word: each is one token. */
const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a'];
const tokenizer = new WordPieceTokenizer({ vocabulary });

it('without a task they are those of the definitions that models are measured on, cut where texts are', async () => {
  const lengths = (await dictionaryTexts()).map((text) => tokenizer.encode(text).inputIds.length);
  const typical = await typicalLengths({ loaded: undefined, options: { maxLength: 128 } }, tokenizer);
  expect(typical).toEqual(lengths);
  expect(meanLength(typical)).toBeLessThan(30);
  const cut = await typicalLengths({ loaded: undefined, options: { maxLength: 5 } }, tokenizer);
  expect(Math.max(...cut)).toBe(5);
});
