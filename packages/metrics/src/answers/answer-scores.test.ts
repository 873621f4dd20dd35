import { InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { readFixture, TOLERANCE } from '../../test/read-fixture.js';
import type { AnswerPredictions } from './answer-predictions.js';
import { answerF1, answerScores, exactMatch } from './answer-scores.js';
import { bestNoAnswerThreshold } from './best-no-answer-threshold.js';
import { normalizeAnswer } from './normalize-answer.js';

interface Figures<Figure> {
  readonly exactMatch: Figure;
  readonly answerF1: Figure;
}

interface FixtureCase extends Required<AnswerPredictions>, Figures<number> {
  readonly name: string;
  readonly exact: number[];
  readonly f1: number[];
  readonly decided?: Figures<number>;
  readonly best?: Record<'exactMatch' | 'f1', { score: number; threshold: number }>;
}

const { normalized, cases } = readFixture<{ normalized: Record<string, string>; cases: FixtureCase[] }>('answers');

describe.each(cases)('as SQuAD defines it: $name', (expected) => {
  const { predictions, references, version } = expected;
  const input = { predictions, references, version };

  it('exact match and F1', () => {
    const scores = answerScores(input);
    expect(scores.map((score) => score.exactMatch)).toEqual(expected.exact);
    expect(scores.map(({ id }) => id)).toEqual(references.map(({ id }) => id));
    const distances = scores.map((score, row) => Math.abs(score.f1 - (expected.f1[row] ?? Number.NaN)));
    expect(Math.max(...distances)).toBeLessThan(TOLERANCE);
    expect(Math.abs(exactMatch(input) - expected.exactMatch)).toBeLessThan(TOLERANCE);
    expect(Math.abs(answerF1(input) - expected.answerF1)).toBeLessThan(TOLERANCE);
  });
});

it.each(cases.filter(({ decided }) => decided !== undefined))('with a probability of no answer: $name', (expected) => {
  const { predictions, references, version } = expected;
  const input = { predictions, references, version };
  const decided = { ...input, noAnswer: expected.noAnswer };
  expect(Math.abs(exactMatch(decided) - (expected.decided?.exactMatch ?? 0))).toBeLessThan(TOLERANCE);
  expect(Math.abs(answerF1(decided) - (expected.decided?.answerF1 ?? 0))).toBeLessThan(TOLERANCE);
  const best = bestNoAnswerThreshold({ ...input, probabilities: expected.noAnswer.probabilities });
  for (const figure of ['exactMatch', 'f1'] as const) {
    expect(best[figure].threshold).toBe(expected.best?.[figure].threshold);
    expect(Math.abs(best[figure].score - (expected.best?.[figure].score ?? 0))).toBeLessThan(TOLERANCE);
  }
});

describe('an answer', () => {
  it('is normalized as by the Python of the official program', () => {
    for (const [text, expected] of Object.entries(normalized)) expect(normalizeAnswer(text)).toBe(expected);
  });

  it('is scored by 2.0 as soon as a question has none, otherwise by 1.1', () => {
    const both = { predictions: { a: 'an', b: '' }, references: [{ id: 'a', answers: ['The'] }] };
    expect(() => answerF1(both)).toThrow(InputError);
    const answered = { predictions: { a: 'an' }, references: both.references };
    expect([exactMatch(answered), answerF1(answered)]).toEqual([1, 0]);
    const unanswered = { ...both, references: [...both.references, { id: 'b', answers: [] }] };
    expect([exactMatch(unanswered), answerF1(unanswered)]).toEqual([1, 1]);
  });

  it('tells questions with and without an answer apart', () => {
    const references = [
      { id: 'a', answers: ['Denver'] },
      { id: 'b', answers: [] },
    ];
    const scores = answerScores({ predictions: { a: '', b: 'Denver' }, references });
    expect(scores.map(({ hasAnswer, f1 }) => [hasAnswer, f1])).toEqual([
      [true, 0],
      [false, 0],
    ]);
  });

  it('may have an id that every object has', () => {
    const references = [{ id: 'constructor', answers: ['x'] }];
    expect(() => exactMatch({ predictions: {}, references })).toThrow(/no prediction for question 'constructor'/);
  });
});

const denver = [{ id: 'a', answers: ['Denver'] }];
const refused: readonly [string, AnswerPredictions, RegExp][] = [
  ['no questions', { predictions: {}, references: [] }, /no references; give at least one/],
  [
    'a question without prediction',
    { predictions: {}, references: denver },
    /no prediction for question 'a'; give an empty/,
  ],
  [
    'a prediction without question',
    { predictions: { a: '', b: '' }, references: denver },
    /prediction for 'b', which no ref/,
  ],
  [
    'a question twice',
    { predictions: { a: '' }, references: [...denver, ...denver] },
    /two references have the id 'a'/,
  ],
  [
    'a prediction that is no text',
    { predictions: { a: 1999 as unknown as string }, references: denver },
    /question 'a' is 1999, expected a text/,
  ],
  [
    'no answer under 1.1',
    { predictions: { a: '' }, references: [{ id: 'a', answers: [] }], version: '1.1' },
    /question 'a' has no answer, which SQuAD 1.1 does not know/,
  ],
  [
    'a question without probability',
    { predictions: { a: '' }, references: denver, noAnswer: { probabilities: {}, threshold: 0.5 } },
    /probabilities\['a'\] is undefined/,
  ],
  [
    'a probability that is none',
    { predictions: { a: '' }, references: denver, noAnswer: { probabilities: { a: Number.NaN }, threshold: 0.5 } },
    /probabilities\['a'\] is NaN/,
  ],
  [
    'a threshold that is none',
    { predictions: { a: '' }, references: denver, noAnswer: { probabilities: { a: 0 }, threshold: Number.NaN } },
    /threshold is NaN/,
  ],
];

describe('the outcome of answering', () => {
  it.each(refused)('is refused with %s', (_, input, message) => {
    expect(() => exactMatch(input)).toThrow(InputError);
    expect(() => answerF1(input)).toThrow(message);
  });

  it('has no best threshold without probabilities', () => {
    expect(() => bestNoAnswerThreshold({ predictions: { a: '' }, references: denver, probabilities: {} })).toThrow(
      InputError,
    );
  });
});
