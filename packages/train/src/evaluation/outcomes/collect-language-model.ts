import { type Batch, type EncodedExamples, rowCount } from '@bertsmith/data';
import { indexOfLargest, type Tensor } from '@bertsmith/tensor';
import type { OutcomeCollector } from './outcome-collector.js';

/** The two answers to whether a text follows another. */
const ANSWERS = 2;

/**
 * For language models: the perplexity of the masked words, `e^loss`; and, where pairs are judged too, the share that is judged
 * rightly. The loss is then the sum of both, so that of the pairs is taken off it.
 */
export function collectLanguageModel(examples: EncodedExamples): OutcomeCollector {
  let [pairLossSum, weight, rightPairs, pairs] = [0, 0, 0, 0];
  return {
    add(outputs, batch) {
      const logits = outputs.get('seq_relationship_logits') as Tensor<'float32'> | undefined;
      if (logits === undefined) return;
      const { losses, right } = judgePairs(logits.data, batch);
      pairLossSum += (losses / batch.rowNumbers.length) * batch.lossWeight;
      weight += batch.lossWeight;
      rightPairs += right;
      pairs += batch.rowNumbers.length;
    },
    finish: (loss) => ({
      predictions: { kind: 'none' },
      metrics: {
        perplexity: Math.exp(loss - pairLossSum / Math.max(1, weight)),
        ...(pairs > 0 && { nextSentenceAccuracy: rightPairs / pairs }),
      },
      examples: rowCount(examples),
    }),
  };
}

/** The sum of the pairs' cross-entropies, and how many are judged rightly. */
function judgePairs(logits: Float32Array, { targets, rowNumbers }: Batch): { losses: number; right: number } {
  const labels = (targets.next_sentence_label as Tensor<'int32'>).data;
  let [losses, right] = [0, 0];
  for (let row = 0; row < rowNumbers.length; row++) {
    const [label, ofRow] = [labels[row] as number, logits.subarray(ANSWERS * row, ANSWERS * (row + 1))];
    const [own, other] = [ofRow[label] as number, ofRow[1 - label] as number];
    // log(1 + e^x) without overflow.
    losses += Math.max(0, other - own) + Math.log1p(Math.exp(-Math.abs(other - own)));
    right += Number(indexOfLargest(ofRow) === label);
  }
  return { losses, right };
}
