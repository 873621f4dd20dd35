/**
 * A task that a tiny model learns in seconds: words are of four classes, and a row is of the class that most of its words are of.
 */
import { type BertConfig, BertForSequenceClassification, DEFAULT_BERT_CONFIG } from '@bertsmith/bert-core';
import { type ClassifiedExamples, Xoshiro128 } from '@bertsmith/data';

const LABELS = ['spring', 'summer', 'autumn', 'winter'];
const [CLS, SEP] = [1, 2];
const FIRST_WORD = 3;
const WORDS_PER_CLASS = 5;

/** Of ten words of a row, how many are of its class for certain; the others are drawn from all. */
const OWN_WORDS_OF_TEN = 7;

/** The longest row, in tokens. */
export const DOMINANT_CLASS_MAX_LENGTH = 16;

/** One layer of width 16, with dropout. */
export const DOMINANT_CLASS_CONFIG: BertConfig = {
  ...DEFAULT_BERT_CONFIG,
  vocabSize: FIRST_WORD + LABELS.length * WORDS_PER_CLASS,
  hiddenSize: 16,
  numHiddenLayers: 1,
  numAttentionHeads: 2,
  intermediateSize: 32,
  maxPositionEmbeddings: DOMINANT_CLASS_MAX_LENGTH,
  initializerRange: 0.1,
  labels: LABELS,
};

/** A fresh model for the task, the same at every call. */
export function dominantClassModel(overrides: Partial<BertConfig> = {}): BertForSequenceClassification {
  return BertForSequenceClassification.initialize({ ...DOMINANT_CLASS_CONFIG, ...overrides }, { seed: 7 });
}

/** Rows of the task, of mixed lengths; another seed draws others. */
export function dominantClassExamples(rows: number, seed: number): ClassifiedExamples {
  const generator = Xoshiro128.fromSeed(seed, 0);
  const draw = (bound: number) => generator.nextBelow(bound);
  const labels = Int32Array.from({ length: rows }, () => draw(LABELS.length));
  const ids = Array.from(labels, (label) => {
    const words = Array.from({ length: 3 + draw(DOMINANT_CLASS_MAX_LENGTH - 5) }, () => {
      const wordClass = draw(10) < OWN_WORDS_OF_TEN ? label : draw(LABELS.length);
      return FIRST_WORD + wordClass * WORDS_PER_CLASS + draw(WORDS_PER_CLASS);
    });
    return [CLS, ...words, SEP];
  });
  return encodeRows(ids, labels);
}

/** Rows of ids in columns, without second texts. */
export function encodeRows(ids: readonly (readonly number[])[], labels: ArrayLike<number>): ClassifiedExamples {
  const lengths = ids.map((row) => row.length);
  let end = 0;
  return {
    inputIds: Int32Array.from(ids.flat()),
    offsets: Int32Array.from([0, ...lengths.map((length) => (end += length))]),
    pairStarts: Int32Array.from(lengths),
    targets: { labels: { per: 'row', dtype: 'int32', data: Int32Array.from(labels) } },
    padTokenId: 0,
  };
}
