import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { ConfigError, InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { NUMBER_ENCODER } from '../../test/number-encoder.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { BertForSequenceClassification } from '../models/bert-for-sequence-classification.js';
import { BertForSequenceClassificationWithFeatures } from '../models/bert-for-sequence-classification-with-features.js';
import type { TextVectorizer } from './sparse-features.js';
import { type Classification, TextClassifier, type TextClassifierOptions } from './text-classifier.js';

/** Float32 sums in another order, for other shapes; logits are around 1. */
const TOLERANCE = 1e-5;
const TEXTS = ['7 8', '3 4 5 6', '9', { text: '5', pair: '3' }, '5'];

/** Two features: how often a text has a 3, and a 5, times 10. */
const COUNTER: TextVectorizer = {
  transform(texts) {
    const rows = texts.map((text) => {
      const counts = ['3', '5'].map((word) => 10 * text.split(' ').filter((each) => each === word).length);
      return [...counts.entries()].filter(([, count]) => count > 0);
    });
    return {
      shape: [texts.length, 2],
      rowOffsets: Int32Array.from([0, ...rows.map((_, row) => rows.slice(0, row + 1).flat().length)]),
      columnIndices: Int32Array.from(rows.flat(), ([column]) => column),
      values: Float64Array.from(rows.flat(), ([, count]) => count),
    };
  },
};

/** A regression, whose scores are the logits. */
const config = { ...TINY_CONFIG, problemType: 'regression' } as const;
const plain = BertForSequenceClassification.initialize(config, { seed: 4 });
const model = BertForSequenceClassificationWithFeatures.fromClassifier(plain, { numFeatures: 2 });
model.arena.get('feature_classifier.weight').data.set([1, 2, 3, -1, 0, 0.5]);

/** What the features add to the logits of each text. */
const WIDE = [
  [0, 0, 0],
  [0, 20, 35],
  [0, 0, 0],
  [0, 20, 35],
  [-10, 0, 5],
];

async function logitsOf(options: Pick<TextClassifierOptions, 'model' | 'vectorizer' | 'batchSize'>) {
  const common = { tokenizer: NUMBER_ENCODER, backend: createOnnxRuntimeBackend(), threads: 1 };
  await using classifier = await TextClassifier.create({ ...common, ...options });
  const inOrder = ({ scores }: Classification) =>
    config.labels.map((label) => scores.find((each) => each.label === label)?.score ?? Number.NaN);
  return (await classifier.classify(TEXTS)).flatMap(inOrder);
}

describe('TextClassifier of a model with features', () => {
  it.each([1, 2, 64])('counts them in each text and pair, in batches of %d', async (batchSize) => {
    const deep = await logitsOf({ model: plain });
    const fused = await logitsOf({ model, vectorizer: COUNTER, batchSize });
    expect(
      largestDifference(
        fused,
        deep.map((logit, index) => logit + (WIDE.flat()[index] as number)),
      ),
    ).toBeLessThan(TOLERANCE);
  });

  it('wants the vectorizer of its features, and only then', async () => {
    await expect(logitsOf({ model })).rejects.toThrow(ConfigError);
    await expect(logitsOf({ model: plain, vectorizer: COUNTER })).rejects.toThrow('the model has no features');
    const wider = new BertForSequenceClassificationWithFeatures(config, { numFeatures: 3 });
    const asked = logitsOf({ model: wider, vectorizer: COUNTER });
    await expect(asked).rejects.toThrow(InputError);
    await expect(asked).rejects.toThrow('the vectorizer has 2 features, the model 3');
  });
});
