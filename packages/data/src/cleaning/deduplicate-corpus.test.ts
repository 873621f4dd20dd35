import { existsSync } from 'node:fs';
import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { sharedPath } from '../../test/shared-path.js';
import { type Corpus, corpusOf, type Document } from '../corpora/corpus.js';
import { readPlainText } from '../corpora/read-plain-text.js';
import { deduplicateCorpus } from './deduplicate-corpus.js';
import { holdOutDocuments } from './hold-out-documents.js';

async function listDocuments(corpus: Corpus): Promise<Document[]> {
  const documents: Document[] = [];
  for await (const document of corpus) documents.push(document);
  return documents;
}

const words = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `word${from + index}`);
const titled = (title: string, ...paragraphs: string[]) => ({ title, paragraphs });
const titles = async (corpus: Corpus) => (await listDocuments(corpus)).map(({ title }) => title);

const text = words(0, 300).join(' ');
const documents = [
  titled('first', text),
  titled('copy', text),
  titled('in two paragraphs and capitals', words(0, 100).join(' ').toUpperCase(), `${words(100, 300).join('  ')} `),
  titled('one word changed', text.replace('word150', 'other')),
  titled('half of it', words(0, 150).join(' ')),
  titled('another', words(1000, 1300).join(' ')),
  titled('short', 'a b'),
  titled('short too', 'a c'),
];

describe('deduplicateCorpus', () => {
  it('keeps the first of what is the same, and counts the rest', async () => {
    const corpus = deduplicateCorpus(corpusOf(documents));
    const kept = ['first', 'half of it', 'another', 'short', 'short too'];
    expect(await titles(corpus)).toEqual(kept);
    expect(corpus.counts.leftOut).toEqual({ 'exact duplicate': 2, 'near duplicate': 1 });
    expect(await titles(corpus)).toEqual(kept);
    expect(corpus.counts.leftOut).toEqual({ 'exact duplicate': 2, 'near duplicate': 1 });
  });

  it('finds exact copies only when told to, and more with a lower threshold', async () => {
    expect(await titles(deduplicateCorpus(corpusOf(documents), { nearThreshold: false }))).toContain(
      'one word changed',
    );
    expect(await titles(deduplicateCorpus(corpusOf(documents), { nearThreshold: 0.3 }))).not.toContain('half of it');
  });

  it('refuses options out of range at once', () => {
    expect(() => deduplicateCorpus(corpusOf(documents), { nearThreshold: 2 })).toThrow(ConfigError);
    expect(() => deduplicateCorpus(corpusOf(documents), { signatureSize: 0 })).toThrow(ConfigError);
  });
});

describe('holdOutDocuments', () => {
  it('has every document on one side, and the same ones each time', async () => {
    const many = Array.from({ length: 400 }, (_, index) => titled(`${index}`, `Text ${index}.`));
    const { train, validation } = holdOutDocuments(corpusOf(many), 10);
    const [learned, judged] = [await titles(train), await titles(validation)];
    expect([...learned, ...judged].sort()).toEqual(many.map(({ title }) => title).sort());
    // Five standard deviations of a binomial with n = 400 and p = 0.1 are 30.
    expect(Math.abs(judged.length - 40)).toBeLessThan(30);
    expect(train.counts.leftOut).toEqual({ 'other part of the corpus': judged.length });
    const some = holdOutDocuments(corpusOf(many.slice(0, 100)), 10).validation;
    expect(await titles(some)).toEqual(judged.filter((title) => Number(title) < 100));
    expect(() => holdOutDocuments(corpusOf(many), 1)).toThrow(ConfigError);
  });
});

const wikitext = sharedPath('data/text/wiki.valid.raw');

describe.skipIf(!existsSync(wikitext))('WikiText-2 (skipped where ../shared is absent)', () => {
  it('has no article twice, and of each article that is there twice one remains', async () => {
    const corpus = readPlainText(wikitext, { layout: 'wikitext' });
    const once = await listDocuments(deduplicateCorpus(corpus));
    expect(once).toHaveLength(60);
    const twice = corpusOf([...once, ...once.map(({ paragraphs }) => ({ paragraphs: paragraphs.slice(0, -1) }))]);
    const again = deduplicateCorpus(twice);
    // Without its last paragraph a short article may be another one.
    expect((await listDocuments(again)).length).toBeLessThan(66);
    expect((again.counts.leftOut['near duplicate'] ?? 0) + again.counts.documents).toBe(120);
  });
});
