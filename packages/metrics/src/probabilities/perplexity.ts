import { InputError } from '@bertsmith/tensor';
import type { Metric } from '../metric.js';

/** The losses of a language model. */
export interface TokenLosses {
  /** Cross-entropy in nats (natural logarithm), at least 0: of each token, or the mean of each batch. */
  readonly losses: ArrayLike<number>;
  /** How many predicted tokens each is the mean of, whole numbers from 0. Default: 1 each. */
  readonly counts?: ArrayLike<number>;
}

/**
 * The perplexity of a language model, from 1: `exp(sum of count x loss / sum of counts)`, over the tokens it had to
 * predict (the masked ones, for a masked language model). As many equally likely words would be as hard.
 *
 * Means of batches need their counts: the mean of means gives tokens of small batches more weight. Above a mean loss of
 * 709 it is Infinity.
 *
 * @throws InputError when there are no tokens, the lists differ in length, or an entry is no loss or no count
 * @example
 * perplexity({ losses: [Math.log(2), Math.log(8)] }); // 4
 */
export function perplexity({ losses, counts }: TokenLosses): number {
  if (counts !== undefined && counts.length !== losses.length) {
    throw new InputError(`perplexity: ${counts.length} counts for ${losses.length} losses; give one of each`, {
      losses: losses.length,
      counts: counts.length,
    });
  }
  let [sum, tokens] = [0, 0];
  for (let entry = 0; entry < losses.length; entry++) {
    const count = checkCount(entry, counts === undefined ? 1 : counts[entry]);
    sum += count * checkLoss(entry, losses[entry]);
    tokens += count;
  }
  if (tokens === 0) throw new InputError('perplexity: no tokens; give at least one loss', { losses: losses.length });
  return Math.exp(sum / tokens);
}

function checkLoss(entry: number, loss: number | undefined): number {
  if (loss !== undefined && Number.isFinite(loss) && loss >= 0) return loss;
  throw new InputError(`perplexity: losses[${entry}] is ${loss}, expected a finite number from 0`, { entry, loss });
}

function checkCount(entry: number, count: number | undefined): number {
  if (count !== undefined && Number.isInteger(count) && count >= 0) return count;
  throw new InputError(`perplexity: counts[${entry}] is ${count}, expected a whole number from 0`, { entry, count });
}

/** {@link perplexity} as a metric object. */
export const perplexityMetric: Metric<TokenLosses> = {
  specificationVersion: 'v1',
  name: 'perplexity',
  higherIsBetter: false,
  compute: (input) => ({ score: perplexity(input) }),
};
