// The interface
export type { ClassPredictions, Metric, MetricResult } from './metric.js';
export {
  ANSWER_METRICS,
  BINARY_METRICS,
  CLASSIFICATION_METRICS,
  classificationMetrics,
  computeMetrics,
  ENTITY_METRICS,
  findMetric,
  PROBABILITY_METRICS,
  REGRESSION_METRICS,
} from './built-in-metrics.js';
export { GLUE_METRICS, type GlueTask } from './glue-metrics.js';
export { type MetricSamples, metricViolations } from './metric-conformance.js';
export {
  ANSWER_SAMPLES,
  CLASSIFICATION_SAMPLES,
  ENTITY_SAMPLES,
  PROBABILITY_SAMPLES,
  REGRESSION_SAMPLES,
} from './metric-samples.js';
// Classes
export { accuracy, accuracyMetric } from './classification/accuracy.js';
export { type Average, type AverageScores, averageScores } from './classification/average-scores.js';
export { MAXIMUM_LABELS } from './classification/class-predictions.js';
export { type ClassScores, classScores } from './classification/class-scores.js';
export { type ConfusionMatrix, confusionMatrix, MAXIMUM_MATRIX_LABELS } from './classification/confusion-matrix.js';
export { f1, f1Metric } from './classification/f1.js';
export { macroF1, macroF1Metric } from './classification/macro-f1.js';
export { matthewsCorrelation, matthewsCorrelationMetric } from './classification/matthews-correlation.js';
// Numbers
export type { NumberPredictions } from './regression/number-predictions.js';
export { pearson, pearsonMetric } from './regression/pearson.js';
export { spearman, spearmanMetric } from './regression/spearman.js';
// Probabilities
export {
  type CalibrationBin,
  calibrationBins,
  expectedCalibrationError,
  expectedCalibrationErrorMetric,
} from './probabilities/calibration-error.js';
export { perplexity, perplexityMetric, type TokenLosses } from './probabilities/perplexity.js';
export type { ProbabilityPredictions } from './probabilities/probability-predictions.js';
export { type BinaryScores, binaryRocAuc, type RocAucAverage, rocAuc, rocAucMetric } from './probabilities/roc-auc.js';
export { softmaxRows } from './probabilities/softmax-rows.js';
// Entities
export {
  entityF1,
  entityF1Metric,
  entityPrecision,
  entityPrecisionMetric,
  entityRecall,
  entityRecallMetric,
} from './entities/entity-metrics.js';
export { type EntityScoreOptions, type EntityScores, entityScores } from './entities/entity-scores.js';
export type { TagPredictions } from './entities/tag-predictions.js';
export type { TagScheme } from './entities/tag-scheme.js';
// Answers
export type { AnswerPredictions, AnswerReference, NoAnswerDecision } from './answers/answer-predictions.js';
export {
  type AnswerScore,
  answerF1,
  answerF1Metric,
  answerScores,
  exactMatch,
  exactMatchMetric,
} from './answers/answer-scores.js';
export {
  type BestThreshold,
  bestNoAnswerThreshold,
  type UndecidedAnswers,
} from './answers/best-no-answer-threshold.js';
export { normalizeAnswer } from './answers/normalize-answer.js';
// Is it luck?
export type { PredictionsAndLabels } from './check-pairs.js';
export { bootstrapDifference, bootstrapInterval, bootstrapStatistic, type Interval } from './significance/bootstrap.js';
export { type McNemarResult, mcnemarTest } from './significance/mcnemar-test.js';
export { type ComparisonResult, randomizationTest } from './significance/randomization-test.js';
export type { IntervalOptions, ResamplingOptions } from './significance/resampling-options.js';
export { quantile } from './statistics/quantile.js';
export { median, type SummaryStatistics, summarize } from './statistics/summary-statistics.js';
// Time
export { type Clock, SYSTEM_CLOCK } from './latency/clock.js';
export { LatencyRecorder, type LatencySummary } from './latency/latency-recorder.js';
export { type LatencyOptions, type LatencyResult, measureLatency } from './latency/measure-latency.js';
export { type MedianTimesOptions, medianTimes } from './latency/median-times.js';
// Resources
export { CpuMeter, type CpuReading } from './resources/cpu-meter.js';
export { type GpuReading, readGpus } from './resources/gpu-reading.js';
export type { GpuUsageSummary } from './resources/gpu-usage.js';
export { currentRssBytes, peakRssBytes } from './resources/resident-memory.js';
export {
  ResourceMonitor,
  type ResourceMonitorOptions,
  type ResourceSample,
  type ResourceSummary,
} from './resources/resource-monitor.js';
