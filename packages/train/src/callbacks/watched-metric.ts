/** The figure of an evaluation that a callback goes by, and which way of it is better. */
import { CLASSIFICATION_METRICS } from '@bertsmith/metrics';
import { ConfigError } from '@bertsmith/tensor';
import type { EvaluationResult } from '../evaluation/evaluator.js';

/** Which figure, and which way is up. */
export interface WatchedMetric {
  /** A metric of the task by its name, such as `'accuracy'`, or `'loss'`. */
  readonly metric: string;
  /** Default: false for `'loss'` and `'perplexity'`, as the metric says for those of `@bertsmith/metrics`, true for others. */
  readonly higherIsBetter?: boolean;
}

const LOWER_IS_BETTER: readonly string[] = [
  'loss',
  'perplexity',
  ...CLASSIFICATION_METRICS.filter((metric) => metric.higherIsBetter === false).map(({ name }) => name),
];

/** @throws ConfigError when the evaluation has no such figure; the message lists those it has */
export function readMetric(result: Pick<EvaluationResult, 'loss' | 'metrics'>, metric: string): number {
  const figures: Readonly<Record<string, number>> = { loss: result.loss, ...result.metrics };
  const score = figures[metric];
  if (score !== undefined) return score;
  const known = Object.keys(figures);
  throw new ConfigError(`the evaluation has no '${metric}'; it has ${known.join(', ')}`, { metric, known });
}

/**
 * Whether a score is better than the best so far, by more than `minDelta`; as good is not better. A first score is, one that is not finite
 * never.
 */
export function isImprovement(
  { metric, higherIsBetter = !LOWER_IS_BETTER.includes(metric) }: WatchedMetric,
  score: number,
  best: number | undefined,
  minDelta = 0,
): boolean {
  if (!Number.isFinite(score)) return false;
  if (best === undefined) return true;
  return higherIsBetter ? score > best + minDelta : score < best - minDelta;
}

/** @throws ConfigError when a state that is to be taken up is of another metric */
export function requireSameMetric(plugin: string, saved: unknown, metric: string): void {
  if (saved === metric) return;
  throw new ConfigError(`${plugin}: the checkpoint watched '${saved}', this run watches '${metric}': use the same`, {
    plugin,
    expected: saved,
    actual: metric,
  });
}
