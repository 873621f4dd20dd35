/** Outcomes of each kind to try a metric on, for {@link metricViolations}: some to score, some to refuse. */
import type { AnswerPredictions } from './answers/answer-predictions.js';
import type { TagPredictions } from './entities/tag-predictions.js';
import type { ClassPredictions } from './metric.js';
import type { MetricSamples } from './metric-conformance.js';
import type { ProbabilityPredictions } from './probabilities/probability-predictions.js';
import type { NumberPredictions } from './regression/number-predictions.js';

/** For metrics of classes, two or more. */
export const CLASSIFICATION_SAMPLES: MetricSamples<ClassPredictions> = {
  valid: [
    { predictions: [0, 1, 1, 0], labels: [0, 1, 0, 0], numLabels: 2 },
    { predictions: [1, 1], labels: [1, 1] },
    { predictions: Int32Array.of(1, 0), labels: Int32Array.of(0, 1), numLabels: 2 },
  ],
  invalid: [
    { predictions: [], labels: [] },
    { predictions: [1], labels: [1, 0] },
    { predictions: [1, Number.NaN], labels: [1, 0] },
    { predictions: [1, 0], labels: [1, -1] },
    { predictions: [1, 2], labels: [1, 0], numLabels: 2 },
  ],
};

/** For metrics of numbers. */
export const REGRESSION_SAMPLES: MetricSamples<NumberPredictions> = {
  valid: [
    { predictions: [0.5, 2, 4.5], labels: [0, 2.5, 5] },
    { predictions: Float32Array.of(1, 1, 1), labels: Float32Array.of(0, 2, 5) },
  ],
  invalid: [
    { predictions: [], labels: [] },
    { predictions: [1, 2], labels: [1, 2, 3] },
    { predictions: [1, Number.NaN], labels: [1, 2] },
    { predictions: [1, 2], labels: [1, Number.POSITIVE_INFINITY] },
  ],
};

/** For metrics of tags. */
export const ENTITY_SAMPLES: MetricSamples<TagPredictions> = {
  valid: [
    { predictions: [['B-person', 'O', 'B-location']], labels: [['B-person', 'I-person', 'O']] },
    { predictions: [['O'], []], labels: [['O'], []] },
  ],
  invalid: [
    { predictions: [], labels: [] },
    { predictions: [['O']], labels: [['O'], ['O']] },
    { predictions: [['O']], labels: [['O', 'O']] },
    { predictions: [['person']], labels: [['O']] },
    { predictions: [['O']], labels: [['']] },
  ],
};

/** For metrics of answers. */
export const ANSWER_SAMPLES: MetricSamples<AnswerPredictions> = {
  valid: [
    {
      predictions: { a: 'the Broncos', b: '' },
      references: [question('a', 'Denver Broncos', 'Broncos'), question('b')],
    },
    { predictions: { a: '' }, references: [question('a', 'Denver')] },
  ],
  invalid: [
    { predictions: {}, references: [] },
    { predictions: {}, references: [question('a', 'Denver')] },
    { predictions: { a: 'Denver', b: 'Denver' }, references: [question('a', 'Denver')] },
    { predictions: { a: 'Denver' }, references: [question('a', 'Denver'), question('a', 'Denver')] },
  ],
};

function question(id: string, ...answers: readonly string[]): AnswerPredictions['references'][number] {
  return { id, answers };
}

/** For metrics of probabilities. */
export const PROBABILITY_SAMPLES: MetricSamples<ProbabilityPredictions> = {
  valid: [
    { probabilities: [0.25, 0.75, 0.5, 0.5], labels: [1, 0], numLabels: 2 },
    { probabilities: [0.5, 0.25, 0.25, 0, 1, 0, 0.25, 0.5, 0.25], labels: [0, 1, 2], numLabels: 3 },
  ],
  invalid: [
    { probabilities: [], labels: [], numLabels: 2 },
    { probabilities: [0.5, 0.5, 1], labels: [0, 1], numLabels: 2 },
    { probabilities: [2, -1, 0, 1], labels: [0, 1], numLabels: 2 },
    { probabilities: [0.5, 0.25, 0, 1], labels: [0, 1], numLabels: 2 },
    { probabilities: [Number.NaN, 1, 0, 1], labels: [0, 1], numLabels: 2 },
    { probabilities: [0, 1, 1, 0], labels: [0, 2], numLabels: 2 },
  ],
};
