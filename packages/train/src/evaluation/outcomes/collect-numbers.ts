import { computeMetrics, REGRESSION_METRICS } from '@bertsmith/metrics';
import type { Tensor } from '@bertsmith/tensor';
import type { OutcomeCollector } from './outcome-collector.js';

/** For a number of each row. @param labels the right ones, `[rows]` */
export function collectNumbers(labels: Float32Array): OutcomeCollector {
  const data = new Float32Array(labels.length);
  return {
    add(outputs, { rowNumbers }) {
      const logits = outputs.get('logits') as Tensor<'float32'>;
      for (const [position, row] of rowNumbers.entries()) data[row] = logits.data[position] as number;
    },
    finish: () => ({
      predictions: { kind: 'numbers', data },
      // Of a single row there is no correlation.
      metrics: data.length > 1 ? computeMetrics({ predictions: data, labels }, REGRESSION_METRICS) : {},
      examples: labels.length,
    }),
  };
}
