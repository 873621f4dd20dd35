import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSentences } from './split-sentences.js';

/** Sentences, parted by bars. */
const examples = [
  'One. | Two! | Three? | 4 is four.',
  'Dr. J. R. R. Smith of St. Paul came. | He left at 3.15 p.m. and went home.',
  '"Why?" | "Because..." | He said no more.',
  'See fig. 3, e.g. the cat (cf. vol. 2). | (It is small.) | Then go on.',
  'It cost $3.5 million... and more. | [Laughter] The end',
  'Γεια σου. | Тест. | Ёлка.',
  'これは犬です。|「猫です。」|そうですか？|はい',
  'no capital. after this one',
];

describe('splitSentences', () => {
  it.each(examples)('%s', (example) => {
    const sentences = example.split('|').map((sentence) => sentence.trim());
    expect(splitSentences(example.replaceAll('|', ''))).toEqual(sentences);
  });

  it('loses nothing but white space', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'B', '.', ' ', '?', '"', '。', '\n', ')') }), (text) => {
        expect(splitSentences(text).join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    );
  });

  it.each(['.', '?"', 'A. ', '." ', '。'])('takes time in proportion to %j', (piece) => {
    const start = performance.now();
    splitSentences(piece.repeat(100_000));
    // What is quadratic takes minutes.
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
