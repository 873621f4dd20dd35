import { predictionAgreement } from '@bertsmith/train';
import type { TaskScores } from '../model/score-model.js';

/** How two models answer the development rows of a task. */
export interface AnswerChange {
  /** The share of equal answers, 0 to 1: labels of texts, tags of words, answers to questions. */
  readonly agreement?: number | undefined;
  /** Where answers are numbers, which are never quite equal: how far apart they are on average, in the unit of the labels. */
  readonly meanDifference?: number | undefined;
}

/** See {@link AnswerChange}. */
export function answerChange(before: TaskScores, after: TaskScores): AnswerChange {
  const [was, is] = [before.validation.predictions, after.validation.predictions];
  if (was.kind !== 'numbers' || is.kind !== 'numbers') return { agreement: predictionAgreement(was, is) };
  const sum = was.data.reduce((total, number, row) => total + Math.abs(number - (is.data[row] as number)), 0);
  return { meanDifference: sum / was.data.length };
}
