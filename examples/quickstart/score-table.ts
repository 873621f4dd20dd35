/** Several classifiers on the same held-out examples. */
import { accuracy, macroF1 } from '@bertsmith/metrics';
import { dim } from './terminal-colors.js';

/** One classifier. */
export interface Contender {
  readonly name: string;
  /** The class of each held-out example. */
  readonly predictions: ArrayLike<number>;
  readonly trainingSeconds: number;
}

/** Prints accuracy, macro-F1 and training time of each. */
export function printScores(contenders: readonly Contender[], labels: ArrayLike<number>): void {
  const width = Math.max(...contenders.map(({ name }) => name.length));
  console.log(dim(`${''.padEnd(width)}  accuracy  macro-F1  training`));
  for (const { name, predictions, trainingSeconds } of contenders) {
    const scores = [accuracy, macroF1].map((metric) => metric({ predictions, labels }).toFixed(3).padStart(8));
    console.log(`${name.padEnd(width)}  ${scores.join('  ')}  ${trainingSeconds.toFixed(0).padStart(6)} s`);
  }
}
