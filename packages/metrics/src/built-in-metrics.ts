import { ConfigError } from '@bertsmith/tensor';
import { accuracyMetric } from './accuracy.js';
import { macroF1Metric } from './macro-f1.js';
import type { Metric } from './metric.js';

/** The metrics of this package that score a classification. */
export const CLASSIFICATION_METRICS: readonly Metric[] = [accuracyMetric, macroF1Metric];

/**
 * The metric of a given name.
 *
 * @param metrics where to look; add your own to {@link CLASSIFICATION_METRICS}
 * @throws ConfigError when there is none; the message lists those there are
 * @example
 * findMetric('macroF1').compute({ predictions: [1, 0], labels: [1, 0] }); // { score: 1 }
 */
export function findMetric(name: string, metrics: readonly Metric[] = CLASSIFICATION_METRICS): Metric {
  const metric = metrics.find((candidate) => candidate.name === name);
  if (metric === undefined) {
    const known = metrics.map((candidate) => candidate.name);
    throw new ConfigError(`there is no metric '${name}'; known are: ${known.join(', ')}`, { metric: name, known });
  }
  return metric;
}

/** The score of each metric by its name: `{ accuracy: 0.75, macroF1: 0.71 }`. */
export function computeMetrics<Input>(
  input: Input,
  metrics: readonly Metric<Input>[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(metrics.map((metric) => [metric.name, metric.compute(input).score]));
}
