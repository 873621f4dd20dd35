/**
 * SQuAD's two figures for each question: P. Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of
 * Text", EMNLP 2016, and P. Rajpurkar, R. Jia, P. Liang, "Know What You Don't Know", ACL 2018.
 */
import type { Metric } from '../metric.js';
import { type AnswerPredictions, type AnswerReference, checkAnswers } from './answer-predictions.js';
import { answerWords } from './normalize-answer.js';

/** The figures of one question; over all questions their means are the published ones. */
export interface AnswerScore {
  readonly id: string;
  /** 1 when the prediction is one of the right answers once both are normalized, otherwise 0. */
  readonly exactMatch: 0 | 1;
  /** The best F1 of its words against those of a right answer, 0 to 1. */
  readonly f1: number;
  /** Whether the context answers the question. */
  readonly hasAnswer: boolean;
}

/**
 * The scores of each question, in the order of the references: for the questions that have an answer, and those that
 * have none, take the means of those with `hasAnswer` and without.
 *
 * @throws InputError as {@link exactMatch}
 */
export function answerScores(input: AnswerPredictions): AnswerScore[] {
  checkAnswers(input);
  const isVersion2 = (input.version ?? defaultVersion(input.references)) === '2.0';
  return input.references.map((reference) => {
    const hasAnswer = reference.answers.length > 0;
    if (saysNoAnswer(reference.id, input)) return withoutAnswer(reference.id, hasAnswer);
    const predicted = answerWords(input.predictions[reference.id] as string);
    return { id: reference.id, hasAnswer, ...scoreAgainst(rightAnswers(reference, isVersion2), predicted, isVersion2) };
  });
}

function defaultVersion(references: readonly AnswerReference[]): '1.1' | '2.0' {
  return references.some(({ answers }) => answers.length === 0) ? '2.0' : '1.1';
}

function saysNoAnswer(id: string, { noAnswer }: AnswerPredictions): boolean {
  return noAnswer !== undefined && (noAnswer.probabilities[id] as number) > noAnswer.threshold;
}

function withoutAnswer(id: string, hasAnswer: boolean): AnswerScore {
  return { id, hasAnswer, exactMatch: hasAnswer ? 0 : 1, f1: hasAnswer ? 0 : 1 };
}

/** The words of each; 2.0 leaves out those without words, and when none is left the right answer is to have none. */
function rightAnswers({ answers }: AnswerReference, isVersion2: boolean): string[][] {
  const words = answers.map(answerWords);
  if (!isVersion2) return words;
  const remaining = words.filter(({ length }) => length > 0);
  return remaining.length === 0 ? [[]] : remaining;
}

function scoreAgainst(answers: readonly string[][], predicted: readonly string[], isVersion2: boolean) {
  const exact = answers.some((answer) => answer.join(' ') === predicted.join(' '));
  const f1 = Math.max(...answers.map((answer) => wordF1(answer, predicted, isVersion2)));
  return { exactMatch: exact ? 1 : 0, f1 } as const;
}

/** `2 common / (words of both)`, a word counting as often as it occurs in both. */
function wordF1(answer: readonly string[], predicted: readonly string[], isVersion2: boolean): number {
  if (isVersion2 && answer.length === 0 && predicted.length === 0) return 1;
  const left = new Map<string, number>();
  for (const word of answer) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of predicted) {
    const count = left.get(word) ?? 0;
    if (count > 0) common++;
    left.set(word, count - 1);
  }
  return common === 0 ? 0 : (2 * common) / (answer.length + predicted.length);
}

/**
 * The share of questions whose prediction is a right answer once both are normalized (see {@link normalizeAnswer}), 0
 * to 1: SQuAD's "exact match" is 100 times this.
 *
 * @throws InputError when there are no questions, an id is there twice, a question has no prediction or a prediction no
 *   question, or a question has no answer under version 1.1
 * @example
 * exactMatch({ predictions: { q1: 'the Broncos' }, references: [{ id: 'q1', answers: ['Broncos'] }] }); // 1
 */
export function exactMatch(input: AnswerPredictions): number {
  return meanOf(answerScores(input).map((score) => score.exactMatch));
}

/**
 * The mean over the questions of the F1 of their words, 0 to 1: SQuAD's "F1" is 100 times this.
 *
 * @throws InputError as {@link exactMatch}
 * @example
 * answerF1({ predictions: { q1: 'Denver Broncos' }, references: [{ id: 'q1', answers: ['Broncos'] }] }); // 0.6666666666666666
 */
export function answerF1(input: AnswerPredictions): number {
  return meanOf(answerScores(input).map((score) => score.f1));
}

function meanOf(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
}

/** {@link exactMatch} as a metric object. */
export const exactMatchMetric: Metric<AnswerPredictions> = {
  specificationVersion: 'v1',
  name: 'exactMatch',
  compute: (input) => ({ score: exactMatch(input) }),
};

/** {@link answerF1} as a metric object. */
export const answerF1Metric: Metric<AnswerPredictions> = {
  specificationVersion: 'v1',
  name: 'answerF1',
  compute: (input) => ({ score: answerF1(input) }),
};
