import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { expect, it } from 'vitest';
import { dictionaryTexts } from '../measurement/measured-texts.js';
import { typicalLength } from './scoring-rows.js';

/** Knows no word: each is one token. */
const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a'];
const tokenizer = new WordPieceTokenizer({ vocabulary });

it('without a task is that of the definitions that models are measured on, and not the longest there may be', async () => {
  const lengths = (await dictionaryTexts()).map((text) => tokenizer.encode(text).inputIds.length);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const typical = await typicalLength({ loaded: undefined, options: { maxLength: 128 } }, tokenizer);
  expect(typical).toBe(Math.round(mean));
  expect(typical).toBeLessThan(30);
  expect(await typicalLength({ loaded: undefined, options: { maxLength: 5 } }, tokenizer)).toBeLessThanOrEqual(5);
});
