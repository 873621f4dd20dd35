import { ConfigError, InputError, ShapeError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { type JsonMatrix, largestDistance, readFixture } from '../../test/fixtures/read-fixture.js';
import { loadWordnetNoun } from '../wordnet/wordnet-noun.js';
import type { SparseMatrix } from './sparse-matrix.js';
import { type TfidfOptions, TfidfVectorizer } from './tfidf-vectorizer.js';

/** Float64 throughout on both sides; only the order of a few additions and the library's logarithm may differ. */
const TOLERANCE = 1e-9;
/** Sums of 1.6 million such values, relative. */
const SUM_TOLERANCE = 1e-11;

interface PythonOptions {
  readonly analyzer?: string;
  readonly ngram_range?: [number, number];
  readonly sublinear_tf?: boolean;
  readonly lowercase?: boolean;
  readonly min_df?: number;
  readonly max_df?: number;
  readonly max_features?: number;
}

interface Fixture {
  readonly texts: string[];
  readonly unseen: string[];
  readonly cases: {
    readonly options: PythonOptions;
    readonly terms: string[];
    readonly idf: number[];
    readonly matrix: JsonMatrix;
    readonly unseen: JsonMatrix;
  }[];
}

interface Summary {
  readonly shape: [number, number];
  readonly entries: number;
  readonly sumOfValues: number;
  readonly sumOfValueTimesColumn: number;
}

const { texts, unseen, cases } = readFixture<Fixture>('tfidf.json');

function toOptions(options: PythonOptions): TfidfOptions {
  const names = {
    analyzer: 'analyzer',
    ngram_range: 'ngramRange',
    sublinear_tf: 'sublinearTf',
    min_df: 'minDf',
    max_df: 'maxDf',
    max_features: 'maxFeatures',
    lowercase: 'lowercase',
  };
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [names[name as keyof typeof names], value]));
}

function expectEqual(actual: SparseMatrix, expected: JsonMatrix): void {
  expect(actual.shape).toEqual(expected.shape);
  expect([...actual.rowOffsets]).toEqual(expected.rowOffsets);
  expect([...actual.columnIndices]).toEqual(expected.columnIndices);
  expect(largestDistance(actual.values, expected.values)).toBeLessThan(TOLERANCE);
}

function expectSummary(actual: SparseMatrix, expected: Summary): void {
  const values = actual.values.reduce((sum, value) => sum + value, 0);
  const weighted = actual.values.reduce((sum, value, entry) => {
    return sum + value * (actual.columnIndices[entry] as number);
  }, 0);
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.values).toHaveLength(expected.entries);
  expect(Math.abs(values / expected.sumOfValues - 1)).toBeLessThan(SUM_TOLERANCE);
  expect(Math.abs(weighted / actual.shape[1] / expected.sumOfValueTimesColumn - 1)).toBeLessThan(SUM_TOLERANCE);
}

describe("scikit-learn's TF-IDF", () => {
  it.each(cases)('of odd texts with $options', ({ options, terms, idf, matrix, unseen: unseenMatrix }) => {
    const vectorizer = new TfidfVectorizer(toOptions(options));
    const actual = vectorizer.fitTransform(texts);
    expect(vectorizer.terms).toEqual(terms);
    expect(largestDistance(vectorizer.idf, idf)).toBeLessThan(TOLERANCE);
    expectEqual(actual, matrix);
    expectEqual(vectorizer.transform(unseen), unseenMatrix);
  });

  it('of all definitions of nouns, in sum', async () => {
    const expected = readFixture<{ train: Summary; validation: Summary }>('wordnet-tfidf.json');
    const { train, validation } = await loadWordnetNoun();
    const vectorizer = new TfidfVectorizer({ ngramRange: [1, 2], sublinearTf: true });
    expectSummary(vectorizer.fitTransform(train.map(({ text }) => text)), expected.train);
    expectSummary(vectorizer.transform(validation.map(({ text }) => text)), expected.validation);
  });
});

describe('TfidfVectorizer', () => {
  it('keeps the alphabetically first of terms that are equally frequent', () => {
    const vectorizer = new TfidfVectorizer({ maxFeatures: 2 }).fit(['cc bb', 'bb aa cc', 'cc dd']);
    expect(vectorizer.terms).toEqual(['bb', 'cc']);
    expect(new TfidfVectorizer({ maxFeatures: 3 }).fit(['dd cc bb aa aa']).terms).toEqual(['aa', 'bb', 'cc']);
  });

  it('wants to be fitted first, and on texts with words', () => {
    expect(() => new TfidfVectorizer().transform(['text'])).toThrow(InputError);
    expect(() => new TfidfVectorizer().fit(['a', '?'])).toThrow('2 texts have 0 terms');
    expect(() => new TfidfVectorizer({ minDf: 3 }).fit(['same', 'same'])).toThrow(/minDf 3 .* maxDf 1/);
    expect(() => new TfidfVectorizer({ minDf: 2 }).fit(['one', 'two'])).toThrow(InputError);
  });

  it('knows what somebody else has learned, unless weights are missing', () => {
    const learned = { terms: ['cat', 'dog'], idf: Float64Array.of(3, 4) };
    const vectorizer = TfidfVectorizer.fromTerms(learned, { lowercase: false });
    expect([...vectorizer.transform(['dog cat Dog']).values]).toEqual([0.6, 0.8]);
    expect(() => TfidfVectorizer.fromTerms({ ...learned, idf: Float64Array.of(1) })).toThrow(ShapeError);
  });

  const refused: TfidfOptions[] = [
    { ngramRange: [0, 1] },
    { ngramRange: [2, 1] },
    { minDf: -1 },
    { maxDf: 1.5 },
    { minDf: Number.NaN },
    { maxFeatures: 0 },
    { analyzer: 'letter' as 'char' },
  ];

  it.each(refused)('refuses %j', (options) => {
    expect(() => new TfidfVectorizer(options)).toThrow(ConfigError);
  });
});
