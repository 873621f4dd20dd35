import { accuracyMetric } from './classification/accuracy.js';
import { f1Metric } from './classification/f1.js';
import { matthewsCorrelationMetric } from './classification/matthews-correlation.js';
import { pearsonMetric } from './regression/pearson.js';
import { spearmanMetric } from './regression/spearman.js';

/**
 * The official metrics of each task of GLUE; where there are two, the task's score is their mean. MNLI has its accuracy
 * twice, on the matched and the mismatched rows.
 *
 * A. Wang et al., "GLUE: A Multi-Task Benchmark and Analysis Platform for Natural Language Understanding", ICLR 2019,
 * table 1.
 *
 * @example
 * computeMetrics({ predictions: [1, 0, 1], labels: [1, 0, 0] }, GLUE_METRICS.mrpc);
 * // { accuracy: 0.6666666666666666, f1: 0.6666666666666666 }
 */
export const GLUE_METRICS = {
  cola: [matthewsCorrelationMetric],
  sst2: [accuracyMetric],
  mrpc: [accuracyMetric, f1Metric],
  stsb: [pearsonMetric, spearmanMetric],
  qqp: [accuracyMetric, f1Metric],
  mnli: [accuracyMetric],
  qnli: [accuracyMetric],
  rte: [accuracyMetric],
  wnli: [accuracyMetric],
} as const;

/** The name of a task of GLUE, as the commands of bertsmith have it. */
export type GlueTask = keyof typeof GLUE_METRICS;
