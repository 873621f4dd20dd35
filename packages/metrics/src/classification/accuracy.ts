import type { ClassPredictions, Metric } from '../metric.js';
import { countClasses } from './class-predictions.js';

/**
 * The share of examples whose prediction is the label: `correct / examples`, from 0 to 1.
 *
 * @throws InputError when there are no examples, the lists differ in length, or an entry is no class
 * @example
 * accuracy({ predictions: [0, 1, 1, 2], labels: [0, 1, 2, 2] }); // 0.75
 */
export function accuracy(input: ClassPredictions): number {
  countClasses(input);
  const { predictions, labels } = input;
  let correct = 0;
  for (let row = 0; row < labels.length; row++) {
    if (predictions[row] === labels[row]) correct++;
  }
  return correct / labels.length;
}

/** {@link accuracy} as a metric object. */
export const accuracyMetric: Metric = {
  specificationVersion: 'v1',
  name: 'accuracy',
  compute: (input) => ({ score: accuracy(input) }),
};
