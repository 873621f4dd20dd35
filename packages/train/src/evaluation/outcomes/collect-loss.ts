import { type EncodedExamples, rowCount } from '@bertsmith/data';
import type { OutcomeCollector } from './outcome-collector.js';

/** For heads that are judged by their loss: the perplexity of a language model, `e^loss`. */
export function collectLoss(examples: EncodedExamples): OutcomeCollector {
  return {
    add: () => {},
    finish: (loss) => ({
      predictions: { kind: 'none' },
      metrics: { perplexity: Math.exp(loss) },
      examples: rowCount(examples),
    }),
  };
}
