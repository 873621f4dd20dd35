import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpusOf, type Document } from '../corpora/corpus.js';
import { normalizeCorpus } from './normalize-corpus.js';
import { type NormalizeTextOptions, normalizeText } from './normalize-text.js';

const examples: [NormalizeTextOptions, string, string][] = [
  [{}, ' Two\u00a0 words\n\tand\u3000more ', 'Two words and more'],
  [{ whitespace: 'keep' }, ' Two  words\n', ' Two  words\n'],
  [{ lowercase: true }, 'ÀÉ İ ẞ', 'àé i̇ ß'],
  [{ unicodeForm: 'NFC' }, 'cafe\u0301', 'caf\u00e9'],
  [{ unicodeForm: 'NFD' }, 'caf\u00e9', 'cafe\u0301'],
  [{ unicodeForm: 'NFKC' }, 'ﬁ ＡＢ x²', 'fi AB x2'],
  [{ stripAccents: true }, 'Ça café naïve 가 Ł', 'Ca cafe naive 가 Ł'],
  [{ stripAccents: true, unicodeForm: 'NFD' }, 'é 가', 'e \u1100\u1161'],
  [{ removeControls: true }, 'so\u00adft\u200b zero\u0007 \ufeff\u202eend\ttab', 'soft zero end tab'],
  [{ punctuation: 'simplify' }, '“It’s” – he said… «so»', '"It\'s" - he said... "so"'],
  [{ punctuation: 'remove' }, 'Well-known: it\'s 5 + 3 ("so") -- \'tis $4.50!', "Well-known it's 5 3 so tis 4 50"],
  [{ punctuation: 'remove', whitespace: 'keep' }, 'a,b', 'a b'],
];

describe('normalizeText', () => {
  it.each(examples)('%j: %j', (options, text, expected) => {
    expect(normalizeText(text, options)).toBe(expected);
  });

  it('changes nothing the second time', () => {
    const options = fc.record(
      {
        unicodeForm: fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD'),
        removeControls: fc.boolean(),
        stripAccents: fc.boolean(),
        punctuation: fc.constantFrom('keep', 'simplify', 'remove'),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<NormalizeTextOptions>;
    fc.assert(
      fc.property(fc.string(), options, (text, chosen) => {
        const once = normalizeText(text, chosen);
        expect(normalizeText(once, chosen)).toBe(once);
      }),
    );
  });
});

describe('normalizeCorpus', () => {
  it('normalizes paragraphs, and counts those that lose all their text', async () => {
    const source = corpusOf([{ title: 'A!', paragraphs: ['One, two.', '...'] }, { paragraphs: ['***'] }]);
    const corpus = normalizeCorpus(source, { lowercase: true, punctuation: 'remove' });
    const documents: Document[] = [];
    for await (const document of corpus) documents.push(document);
    expect(documents).toEqual([{ title: 'A!', paragraphs: ['one two'] }]);
    expect(corpus.counts).toEqual({
      documents: 1,
      paragraphs: 1,
      leftOut: { 'empty paragraph': 2, 'empty document': 1 },
    });
  });
});
