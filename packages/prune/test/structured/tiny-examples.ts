/** A task that a tiny model learns in seconds: which of two kinds of words a row has more of. */
import { type BertConfig, BertForSequenceClassification } from '@bertsmith/bert-core';
import { type Batch, type ClassifiedExamples, exampleBatches } from '@bertsmith/data';
import { encodeRows } from '@bertsmith/train/conformance';
import { fraction, TINY_CONFIG } from './tiny-models.js';

const [CLS, SEP, FIRST_WORD] = [1, 2, 3];
const WORDS_PER_KIND = 4;

/** The longest row, in tokens. */
export const MAX_LENGTH = 10;

/** Two layers of width 16 with four heads, without dropout. */
export const LEARNER_CONFIG: BertConfig = {
  ...TINY_CONFIG,
  hiddenSize: 16,
  numAttentionHeads: 4,
  intermediateSize: 32,
  maxPositionEmbeddings: MAX_LENGTH,
  initializerRange: 0.1,
  labels: ['first', 'second'],
};

/** A fresh model for the task, the same at every call. */
export function learner(overrides: Partial<BertConfig> = {}): BertForSequenceClassification {
  return BertForSequenceClassification.initialize({ ...LEARNER_CONFIG, ...overrides }, { seed: 7 });
}

/** Rows of the task; another seed draws others. */
export function tinyExamples(rows: number, seed: number): ClassifiedExamples {
  const labels = Int32Array.from({ length: rows }, (_, row) => Number(fraction(seed, row) < 0.5));
  const ids = Array.from(labels, (label, row) => {
    const words = Array.from({ length: 3 + (row % 5) }, (_, place) => {
      const draw = fraction(seed + row * 31, place);
      const kind = draw < 0.8 ? label : 1 - label;
      return FIRST_WORD + kind * WORDS_PER_KIND + (Math.floor(draw * 1000) % WORDS_PER_KIND);
    });
    return [CLS, ...words, SEP];
  });
  return encodeRows(ids, labels);
}

/** The same in batches. */
export function tinyBatches(rows: number, seed: number, batchSize = 4): Iterable<Batch> {
  return exampleBatches(tinyExamples(rows, seed), { batchSize, maxLength: MAX_LENGTH, seed }).batches(0);
}
