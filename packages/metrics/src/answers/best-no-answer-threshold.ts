import type { AnswerPredictions, NoAnswerDecision } from './answer-predictions.js';
import { type AnswerScore, answerScores } from './answer-scores.js';

/** The threshold that scores best, and the score; SQuAD 2.0 reports one for each figure. */
export interface BestThreshold {
  readonly score: number;
  readonly threshold: number;
}

/** Predictions of a model that also says how likely it is that there is no answer. */
export interface UndecidedAnswers extends Omit<AnswerPredictions, 'noAnswer'> {
  readonly probabilities: NoAnswerDecision['probabilities'];
}

/**
 * The thresholds on the probability of "no answer" that give the best exact match and the best F1, as the official
 * evaluation of SQuAD 2.0 finds them ("best_exact", "best_exact_thresh", "best_f1", "best_f1_thresh").
 *
 * The questions are taken from the one that most likely has an answer on, each as answered and the rest as not; the
 * first best place wins, and its probability is the threshold. Questions of equal probability stay in the order of
 * the references. Found on the data it is used on, it flatters the model: find it on other data.
 *
 * @throws InputError as {@link exactMatch}, or when a question has no probability
 */
export function bestNoAnswerThreshold({ probabilities, ...answers }: UndecidedAnswers): {
  readonly exactMatch: BestThreshold;
  readonly f1: BestThreshold;
} {
  const noAnswer = { probabilities, threshold: Number.POSITIVE_INFINITY }; // All as they were predicted.
  const scores = answerScores({ version: '2.0', ...answers, noAnswer });
  const probabilityOf = ({ id }: AnswerScore) => probabilities[id] as number;
  const sorted = scores.sort((first, second) => probabilityOf(first) - probabilityOf(second));
  const best = (figure: 'exactMatch' | 'f1') =>
    bestPlace(sorted, (score) => gain(score, score[figure], answers.predictions), probabilityOf);
  return { exactMatch: best('exactMatch'), f1: best('f1') };
}

/** What is won when a question is answered as predicted, instead of not. */
function gain({ id, hasAnswer }: AnswerScore, score: number, predictions: AnswerPredictions['predictions']): number {
  if (hasAnswer) return score;
  return predictions[id] === '' ? 0 : -1;
}

function bestPlace(
  sorted: readonly AnswerScore[],
  gainOf: (score: AnswerScore) => number,
  probabilityOf: (score: AnswerScore) => number,
): BestThreshold {
  let current = sorted.filter(({ hasAnswer }) => !hasAnswer).length;
  let best = { score: current, threshold: 0 };
  for (const score of sorted) {
    current += gainOf(score);
    if (current > best.score) best = { score: current, threshold: probabilityOf(score) };
  }
  return { score: best.score / sorted.length, threshold: best.threshold };
}
