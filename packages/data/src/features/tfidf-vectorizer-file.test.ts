import { FormatError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { TfidfVectorizer } from './tfidf-vectorizer.js';
import { formatTfidfVectorizer, parseTfidfVectorizer } from './tfidf-vectorizer-file.js';

const TEXTS = ['The cat sat on the mat', 'a black "dog"', 'naïve 日本語 😀\u2028 cat\\'];

describe('a vectorizer as JSON', () => {
  it.each([
    {},
    { ngramRange: [1, 2], sublinearTf: true, minDf: 1, maxDf: 0.9, lowercase: false } as const,
    { analyzer: 'char_wb', ngramRange: [2, 4], maxFeatures: 30 } as const,
  ])('transforms as before: %j', (options) => {
    const vectorizer = new TfidfVectorizer(options).fit(TEXTS);
    const loaded = parseTfidfVectorizer(formatTfidfVectorizer(vectorizer), 'file');
    expect(loaded.options).toEqual(options);
    expect(loaded.terms).toEqual(vectorizer.terms);
    expect(loaded.transform([...TEXTS, 'a cat'])).toEqual(vectorizer.transform([...TEXTS, 'a cat']));
  });

  const valid = JSON.parse(formatTfidfVectorizer(new TfidfVectorizer().fit(TEXTS))) as Record<string, unknown>;

  it.each<[string, Record<string, unknown>]>([
    ['format', { format: 'other' }],
    ['version 2', { version: 2 }],
    ['terms', { terms: [1] }],
    ['idf', { idf: undefined }],
    ['one for each term', { terms: ['one'] }],
    ['options', { options: null }],
    ['no others than', { options: { stop_words: 'english' } }],
    ['ngram_range', { options: { ngram_range: 3 } }],
    ['ngramRange is', { options: { ngram_range: [2, 1] } }],
    ['options.lowercase', { options: { lowercase: 'yes' } }],
  ])('refuses another %s', (message, change) => {
    const parse = () => parseTfidfVectorizer(JSON.stringify({ ...valid, ...change }), 'dir/file.json');
    expect(parse).toThrow(FormatError);
    expect(parse).toThrow(message);
    expect(parse).toThrow('dir/file.json');
  });

  it.each(['{"format": ', '[]', 'null'])('refuses %s', (json) => {
    expect(() => parseTfidfVectorizer(json, 'file')).toThrow(FormatError);
  });
});
