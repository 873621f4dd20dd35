import { ConfigError, InputError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFixture, TOLERANCE } from '../../test/read-fixture.js';
import { type Average, averageScores } from '../classification/average-scores.js';
import { entityF1, entityPrecision, entityRecall } from './entity-metrics.js';
import { entityScores } from './entity-scores.js';
import type { TagPredictions } from './tag-predictions.js';
import type { TagScheme } from './tag-scheme.js';

interface FixtureScores {
  readonly precision: number[];
  readonly recall: number[];
  readonly f1: number[];
  readonly support: number[];
  readonly averages: Record<Average, [number, number, number]>;
}

interface FixtureCase {
  readonly name: string;
  readonly scheme: TagScheme;
  readonly labels: string[];
  readonly predictions: string[];
  readonly lenient: FixtureScores;
  readonly strict: FixtureScores;
}

const { cases } = readFixture<{ cases: FixtureCase[] }>('entities');

describe.each(cases)('as seqeval counts: $name', ({ scheme, labels, predictions, ...expected }) => {
  const input = { labels: labels.map(asTags), predictions: predictions.map(asTags) };
  const strict = { scheme };

  it.each(['lenient', 'strict'] as const)('each type, %s', (mode) => {
    const scores = entityScores(input, mode === 'strict' ? strict : {});
    expect(scores.map(({ type }) => type)).toEqual(['creative-work', 'location', 'person']);
    expect(scores.map(({ support }) => support)).toEqual(expected[mode].support);
    for (const field of ['precision', 'recall', 'f1'] as const) {
      const distances = scores.map((score, type) =>
        Math.abs(score[field] - (expected[mode][field][type] ?? Number.NaN)),
      );
      expect(Math.max(...distances)).toBeLessThan(TOLERANCE);
    }
  });

  it.each(['lenient', 'strict'] as const)('the averages, %s', (mode) => {
    const scores = entityScores(input, mode === 'strict' ? strict : {});
    for (const average of ['micro', 'macro', 'weighted'] as const) {
      const { precision, recall, f1 } = averageScores(scores, average);
      const distances = [precision, recall, f1].map((figure, at) =>
        Math.abs(figure - (expected[mode].averages[average][at] ?? Number.NaN)),
      );
      expect(Math.max(...distances)).toBeLessThan(TOLERANCE);
    }
  });
});

function asTags(sentence: string): string[] {
  return sentence.split(' ');
}

describe('entities', () => {
  it('are right when type, first and last word are', () => {
    const labels = [['B-person', 'I-person', 'O', 'B-location']];
    const predictions = [['B-person', 'I-person', 'O', 'B-person']];
    expect(entityPrecision({ labels, predictions })).toBe(1 / 2);
    expect(entityRecall({ labels, predictions })).toBe(1 / 2);
    expect(entityF1({ labels, predictions })).toBe(1 / 2);
  });

  it('do not reach over the end of a sentence', () => {
    const labels = [['I-person'], ['I-person']];
    expect(entityScores({ labels, predictions: labels })[0]).toMatchObject({ support: 2, correct: 2 });
  });

  it('count strictly only as their scheme writes them', () => {
    const labels = [['B-person', 'I-person']];
    const predictions = [['I-person', 'I-person']];
    expect(entityF1({ labels, predictions })).toBe(1);
    expect(entityF1({ labels, predictions }, { scheme: 'IOB2' })).toBe(0);
  });

  it('may have no type, or one with hyphens', () => {
    const labels = [['B', 'I', 'O', 'B-creative-work', 'I-creative-work']];
    expect(entityScores({ labels, predictions: labels }).map(({ type }) => type)).toEqual(['_', 'creative-work']);
  });

  it('score 0 where there are none', () => {
    const input = { labels: [['O'], []], predictions: [['O'], []] };
    expect(entityScores(input)).toEqual([]);
    expect([entityPrecision(input), entityRecall(input), entityF1(input)]).toEqual([0, 0, 0]);
  });

  it('are all right when the predictions are the labels', () => {
    const tag = fc.constantFrom('O', 'B-a', 'I-a', 'E-a', 'S-a', 'B-b', 'I-b', 'E-b', 'S-b');
    fc.assert(
      fc.property(fc.array(fc.array(tag), { minLength: 1 }), (labels) => {
        for (const options of [{}, { scheme: 'IOBES' }] as const) {
          const scores = entityScores({ labels, predictions: labels }, options);
          expect(scores.every(({ f1 }) => f1 === 1)).toBe(true);
        }
      }),
    );
  });
});

const refused: readonly [string, TagPredictions, RegExp][] = [
  ['no sentences', { labels: [], predictions: [] }, /0 predictions for 0 labels/],
  ['a sentence too few', { labels: [['O'], ['O']], predictions: [['O']] }, /1 predictions for 2 labels/],
  [
    'a word too few',
    { labels: [['O'], ['O', 'O']], predictions: [['O'], ['O']] },
    /sentence 1 has 2 labels and 1 pred/,
  ],
  ['a type without prefix', { labels: [['person']], predictions: [['O']] }, /labels\[0\]\[0\] is the tag 'person'/],
  [
    'an unknown prefix',
    { labels: [['O', 'O']], predictions: [['O', 'X-person']] },
    /predictions\[0\]\[1\].*'X-person'/,
  ],
  ['an empty tag', { labels: [['']], predictions: [['O']] }, /is the tag '', expected 'O', or one of B I E S L U/],
  ['a typed outside', { labels: [['O-person']], predictions: [['O']] }, /'O-person'/],
  ['a hyphen and no type', { labels: [['B-']], predictions: [['O']] }, /'B-'/],
];

describe('the outcome of tagging', () => {
  it.each(refused)('is refused with %s', (_, input, message) => {
    expect(() => entityF1(input)).toThrow(InputError);
    expect(() => entityF1(input)).toThrow(message);
  });

  it('is refused with a prefix that the scheme has not', () => {
    const input = { labels: [['S-person']], predictions: [['O']] };
    expect(entityRecall(input, { scheme: 'IOBES' })).toBe(0);
    expect(() => entityRecall(input, { scheme: 'IOB2' })).toThrow(/'S-person', expected 'O', or one of B I and a type/);
  });

  it('is not read by a scheme that nobody knows', () => {
    const input = { labels: [['O']], predictions: [['O']] };
    expect(() => entityF1(input, { scheme: 'BIO' as TagScheme })).toThrow(ConfigError);
    expect(() => entityF1(input, { scheme: 'BIO' as TagScheme })).toThrow(
      /no scheme of tags 'BIO'; known are: IOB1, IOB2/,
    );
  });
});
