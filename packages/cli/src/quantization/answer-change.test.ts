import type { EvaluationResult } from '@bertsmith/train';
import { expect, it } from 'vitest';
import type { TaskScores } from '../model/score-model.js';
import { answerChange } from './answer-change.js';

const scores = (predictions: EvaluationResult['predictions']): TaskScores => ({
  validation: { predictions, metrics: {}, examples: 1, loss: 0, seconds: 0, realTokens: 0 },
  further: {},
});

it('answers that are classes agree or not', () => {
  const of = (...data: number[]) => scores({ kind: 'classes', data: Int32Array.from(data) });
  expect(answerChange(of(0, 1, 1, 1), of(0, 1, 1, 0))).toEqual({ agreement: 0.75 });
});

it('answers that are numbers are so far apart', () => {
  const of = (...data: number[]) => scores({ kind: 'numbers', data: Float32Array.from(data) });
  expect(answerChange(of(1, 4), of(1.5, 3))).toEqual({ meanDifference: 0.75 });
});
