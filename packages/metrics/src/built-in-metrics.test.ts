import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import {
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
import { GLUE_METRICS } from './glue-metrics.js';
import type { Metric } from './metric.js';
import { metricViolations } from './metric-conformance.js';
import {
  ANSWER_SAMPLES,
  CLASSIFICATION_SAMPLES,
  ENTITY_SAMPLES,
  PROBABILITY_SAMPLES,
  REGRESSION_SAMPLES,
} from './metric-samples.js';
import { perplexityMetric } from './probabilities/perplexity.js';

const kinds = [
  ...BINARY_METRICS.map((metric) => ({
    name: metric.name,
    violations: () => metricViolations(metric, CLASSIFICATION_SAMPLES),
  })),
  ...REGRESSION_METRICS.map((metric) => ({
    name: metric.name,
    violations: () => metricViolations(metric, REGRESSION_SAMPLES),
  })),
  ...ENTITY_METRICS.map((metric) => ({
    name: metric.name,
    violations: () => metricViolations(metric, ENTITY_SAMPLES),
  })),
  ...ANSWER_METRICS.map((metric) => ({
    name: metric.name,
    violations: () => metricViolations(metric, ANSWER_SAMPLES),
  })),
  ...PROBABILITY_METRICS.map((metric) => ({
    name: metric.name,
    violations: () => metricViolations(metric, PROBABILITY_SAMPLES),
  })),
];

describe('the metrics of the package', () => {
  it.each(kinds)('$name keeps the contract', ({ violations }) => {
    expect(violations()).toEqual([]);
  });

  it.each(CLASSIFICATION_METRICS)('$name scores any number of classes', (metric) => {
    const valid = [
      { predictions: [0, 1, 1, 2], labels: [0, 1, 2, 2] },
      { predictions: [1], labels: [0], numLabels: 5 },
    ];
    expect(metricViolations(metric, { valid, invalid: [] })).toEqual([]);
  });

  it('perplexity keeps the contract', () => {
    const invalid = [{ losses: [] }, { losses: [Number.NaN] }, { losses: [1], counts: [] }];
    expect(metricViolations(perplexityMetric, { valid: [{ losses: [1, 2], counts: [3, 1] }], invalid })).toEqual([]);
  });

  it('have names of their own', () => {
    expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length);
  });

  it('are more for two classes', () => {
    const names = (numLabels: number) => classificationMetrics(numLabels).map(({ name }) => name);
    expect(names(2)).toEqual(['accuracy', 'macroF1', 'f1', 'matthewsCorrelation']);
    expect(names(3)).toEqual(['accuracy', 'macroF1']);
  });

  it('are found by name', () => {
    expect(findMetric('macroF1').name).toBe('macroF1');
    expect(findMetric('matthewsCorrelation').name).toBe('matthewsCorrelation');
    expect(findMetric('entityF1', ENTITY_METRICS).compute({ predictions: [['O']], labels: [['O']] }).score).toBe(0);
    expect(() => findMetric('bleu', ANSWER_METRICS)).toThrow('known are: exactMatch, answerF1');
    expect(() => findMetric('bleu')).toThrow(ConfigError);
    expect(() => findMetric('bleu')).toThrow("there is no metric 'bleu'; known are: accuracy, macroF1");
  });

  it('are computed together', () => {
    const scores = computeMetrics({ predictions: [0, 1, 1, 2], labels: [0, 1, 2, 2] }, CLASSIFICATION_METRICS);
    expect(scores).toEqual({ accuracy: 0.75, macroF1: (1 + 2 / 3 + 2 / 3) / 3 });
  });
});

describe('the metrics of GLUE', () => {
  it('score every task as its leader board does', () => {
    const names = Object.entries(GLUE_METRICS).map(([task, metrics]) => [task, ...metrics.map(({ name }) => name)]);
    expect(names).toEqual([
      ['cola', 'matthewsCorrelation'],
      ['sst2', 'accuracy'],
      ['mrpc', 'accuracy', 'f1'],
      ['stsb', 'pearson', 'spearman'],
      ['qqp', 'accuracy', 'f1'],
      ['mnli', 'accuracy'],
      ['qnli', 'accuracy'],
      ['rte', 'accuracy'],
      ['wnli', 'accuracy'],
    ]);
  });

  it('are typed by what the task predicts', () => {
    expect(computeMetrics({ predictions: [1, 0], labels: [1, 0] }, GLUE_METRICS.mrpc)).toEqual({ accuracy: 1, f1: 1 });
    expect(computeMetrics({ predictions: [0.5, 0.1], labels: [4, 2] }, GLUE_METRICS.stsb).spearman).toBeCloseTo(1, 12);
  });
});

describe('a metric that breaks its contract', () => {
  let calls = 0;
  const broken: Metric = { specificationVersion: 'v1', name: 'Not-a-name', compute: () => ({ score: calls++ }) };
  const samples = {
    valid: [{ predictions: [0, 1, 1, 2], labels: [0, 1, 2, 2] }],
    invalid: [{ predictions: [1], labels: [1, 2] }],
  };

  it('is told each breach', () => {
    const violations = metricViolations(broken, samples);
    expect(violations).toEqual([
      "the name 'Not-a-name' is not in camelCase",
      'valid[0]: scored 0, and 1 when asked again',
      'invalid[0]: scored 2 instead of throwing an InputError',
    ]);
  });

  it('is told that it changes its input, and that it does not score', () => {
    const sorting: Metric = {
      specificationVersion: 'v1',
      name: 'sorting',
      compute: ({ predictions }) => ({ score: (predictions as number[]).sort()[0] ?? 0 }),
    };
    const refusing: Metric = {
      specificationVersion: 'v1',
      name: 'refusing',
      compute: () => {
        throw new Error('not today');
      },
    };
    const valid = [{ predictions: [1, 0], labels: [1, 1] }];
    expect(metricViolations(sorting, { valid, invalid: [] })).toEqual(['valid[0]: the metric changed its input']);
    expect(metricViolations(refusing, { valid, invalid: valid })).toEqual([
      "valid[0]: threw 'Error: not today' instead of scoring",
      "invalid[0]: threw 'Error: not today', which is not an error of bertsmith's",
    ]);
  });
});
