import { expect, it } from 'vitest';
import { decodeTokens } from './decode-tokens.js';

const decoder = { prefix: '##', cleanUp: true };

it('joins pieces and spaces words', () => {
  expect(decodeTokens(['##uelo', 'Ara', '##új', '##o', 'No', '##guera'], decoder)).toBe('##uelo Araújo Noguera');
});

it('closes up punctuation and contractions, when asked', () => {
  const tokens = ['i', "n't", 'know', ',', 'do', "n't", 'you', '?'];
  expect(decodeTokens(tokens, decoder)).toBe("in't know, don't you?");
  expect(decodeTokens(tokens, { ...decoder, cleanUp: false })).toBe("i n't know , do n't you ?");
});

it('only spaces tokens without a decoder', () => {
  expect(decodeTokens(['a', '##b'], null)).toBe('a ##b');
});
