import type { TrainingEvent } from '@bertsmith/train';
import { formatCount, formatScore, formatSeconds } from '../report/number-format.js';

/** One line about an evaluation: the metrics, the loss, and on how many rows. */
export function formatEvaluation({ epoch, result }: Extract<TrainingEvent, { kind: 'evaluation' }>): string {
  const metrics = Object.entries(result.metrics).map(([name, score]) => `${name} ${formatScore(score)}`);
  const scores = [...metrics, `loss ${formatScore(result.loss, 3)}`].join(', ');
  return `after epoch ${epoch + 1}: ${scores} (${formatCount(result.examples)} held-out rows, ${formatSeconds(result.seconds)})`;
}
