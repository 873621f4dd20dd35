import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characterNgrams, characterNgramsWithinWords } from './character-ngrams.js';

/** Texts of few different characters, one of them beyond U+FFFF. */
const texts = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '😀'), maxLength: 30 });
const ranges = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 4 }));

describe('characterNgrams', () => {
  it('takes all sequences, the shortest first, and white space together', () => {
    expect(characterNgrams('a  \ncat', [3, 4])).toEqual(['a c', ' ca', 'cat', 'a ca', ' cat']);
    expect(characterNgrams('ab', [3, 4])).toEqual([]);
    expect(characterNgrams('a\tb', [2, 2])).toEqual(['a\t', '\tb']);
  });

  it('counts code points, of which there are n - size + 1 sequences', () => {
    fc.assert(
      fc.property(texts, ranges, (text, [shortest, more]) => {
        const length = Array.from(text.replace(/\s\s+/g, ' ')).length;
        const ngrams = characterNgrams(text, [shortest, shortest + more]);
        let expected = 0;
        for (let size = shortest; size <= shortest + more; size++) expected += Math.max(0, length - size + 1);
        expect(ngrams).toHaveLength(expected);
        for (const ngram of ngrams) expect(ngram).not.toMatch(/[\ud800-\udbff]$|^[\udc00-\udfff]/);
      }),
    );
  });
});

describe('characterNgramsWithinWords', () => {
  it('puts spaces around words, and has short words once', () => {
    expect(characterNgramsWithinWords('a cat', [4, 5])).toEqual([' a ', ' cat', 'cat ', ' cat ']);
    expect(characterNgramsWithinWords(' \n', [1, 2])).toEqual([]);
  });

  it('has the sequences of each word apart, whatever is between them', () => {
    fc.assert(
      fc.property(texts, ranges, (text, [shortest, more]) => {
        const range = [shortest, shortest + more] as const;
        const apart = text.split(/\s+/).flatMap((word) => characterNgramsWithinWords(word, range));
        expect(characterNgramsWithinWords(text, range)).toEqual(apart);
      }),
    );
  });
});
