import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { CLASSIFICATION_METRICS, computeMetrics, findMetric } from './built-in-metrics.js';
import type { ClassPredictions, Metric } from './metric.js';
import { metricViolations } from './metric-conformance.js';

const samples: { valid: ClassPredictions[]; invalid: ClassPredictions[] } = {
  valid: [
    { predictions: [0, 1, 1, 2], labels: [0, 1, 2, 2] },
    { predictions: [1], labels: [0], numLabels: 5 },
  ],
  invalid: [
    { predictions: [], labels: [] },
    { predictions: [1], labels: [1, 2] },
  ],
};

describe('the metrics of the package', () => {
  it.each(CLASSIFICATION_METRICS)('$name keeps the contract', (metric) => {
    expect(metricViolations(metric, samples)).toEqual([]);
  });

  it('are found by name', () => {
    expect(findMetric('macroF1').name).toBe('macroF1');
    expect(() => findMetric('bleu')).toThrow(ConfigError);
    expect(() => findMetric('bleu')).toThrow("there is no metric 'bleu'; known are: accuracy, macroF1");
  });

  it('are computed together', () => {
    const scores = computeMetrics({ predictions: [0, 1, 1, 2], labels: [0, 1, 2, 2] }, CLASSIFICATION_METRICS);
    expect(scores).toEqual({ accuracy: 0.75, macroF1: (1 + 2 / 3 + 2 / 3) / 3 });
  });
});

describe('a metric that breaks its contract', () => {
  let calls = 0;
  const broken: Metric = { specificationVersion: 'v1', name: 'Not-a-name', compute: () => ({ score: calls++ }) };

  it('is told each breach', () => {
    const violations = metricViolations(broken, {
      valid: samples.valid.slice(0, 1),
      invalid: samples.invalid.slice(1),
    });
    expect(violations).toEqual([
      "the name 'Not-a-name' is not in camelCase",
      'valid[0]: scored 0, and 1 when asked again',
      'invalid[0]: scored 2 instead of throwing an InputError',
    ]);
  });
});
