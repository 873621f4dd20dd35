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
    finish: () => ({ predictions: { kind: 'numbers', data }, metrics: {}, examples: labels.length }),
  };
}
