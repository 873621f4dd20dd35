import { classificationMetrics, computeMetrics } from '@bertsmith/metrics';
import { indexOfLargest, type Tensor } from '@bertsmith/tensor';
import type { OutcomeCollector } from './outcome-collector.js';

/** For a class of each row. @param labels the right ones, `[rows]` */
export function collectClasses(labels: Int32Array, numLabels: number): OutcomeCollector {
  const data = new Int32Array(labels.length);
  return {
    add(outputs, { rowNumbers }) {
      const logits = outputs.get('logits') as Tensor<'float32'>;
      for (const [position, row] of rowNumbers.entries()) {
        data[row] = indexOfLargest(logits.data.subarray(position * numLabels, (position + 1) * numLabels));
      }
    },
    finish: () => ({
      predictions: { kind: 'classes', data },
      metrics: computeMetrics({ predictions: data, labels, numLabels }, classificationMetrics(numLabels)),
      examples: labels.length,
    }),
  };
}
