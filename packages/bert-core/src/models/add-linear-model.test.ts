import { ConfigError, ShapeError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { addLinearModel } from './add-linear-model.js';
import { BertForSequenceClassification } from './bert-for-sequence-classification.js';
import { BertForSequenceClassificationWithFeatures } from './bert-for-sequence-classification-with-features.js';

/** Two features and the bias, three labels. */
const WEIGHTS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

describe('addLinearModel', () => {
  it('adds to what is there', () => {
    const classifier = BertForSequenceClassification.initialize(TINY_CONFIG, { seed: 1 });
    classifier.arena.get('classifier.bias').data.set([1, 1, 1]);
    const model = BertForSequenceClassificationWithFeatures.fromClassifier(classifier, { numFeatures: 2 });
    addLinearModel(model, { weights: WEIGHTS, share: 0.5 });
    addLinearModel(model, { weights: Float64Array.from(WEIGHTS) });
    expect([...model.arena.get('feature_classifier.weight').data]).toEqual([1.5, 3, 4.5, 6, 7.5, 9]);
    expect([...model.arena.get('classifier.bias').data]).toEqual([11.5, 13, 14.5]);
    expect([...classifier.arena.get('classifier.bias').data]).toEqual([1, 1, 1]);
    for (const { specification } of classifier.arena.entries.filter(
      (each) => each.specification.name !== 'classifier.bias',
    )) {
      expect(model.arena.get(specification.name).data).toEqual(classifier.arena.get(specification.name).data);
    }
  });

  it('wants weights of the same features and labels, and a number to multiply them by', () => {
    const model = new BertForSequenceClassificationWithFeatures(TINY_CONFIG, { numFeatures: 2 });
    expect(() => addLinearModel(model, { weights: WEIGHTS.slice(3) })).toThrow(ShapeError);
    expect(() => addLinearModel(model, { weights: WEIGHTS, share: Number.NaN })).toThrow(ConfigError);
    expect(model.arena.data.every((value) => value === 0)).toBe(true);
  });
});
