import { describe, expect, it } from 'vitest';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import type { BertBase } from './bert-base.js';
import { BertForMaskedLM } from './bert-for-masked-lm.js';
import { BertForPreTraining } from './bert-for-pre-training.js';
import { BertForQuestionAnswering } from './bert-for-question-answering.js';
import { BertForSentenceEmbedding } from './bert-for-sentence-embedding.js';
import { BertForSequenceClassification } from './bert-for-sequence-classification.js';
import { BertForSequenceClassificationWithFeatures } from './bert-for-sequence-classification-with-features.js';
import { BertForTokenClassification } from './bert-for-token-classification.js';
import { BertModel } from './bert-model.js';

const SMALLER = { ...TINY_CONFIG, prunedHeads: { 1: [0] }, intermediateSizes: [10, 7] };

describe('withConfig', () => {
  it.each<BertBase>([
    new BertModel(TINY_CONFIG),
    new BertForPreTraining(TINY_CONFIG),
    new BertForMaskedLM(TINY_CONFIG),
    new BertForSequenceClassification(TINY_CONFIG),
    new BertForSequenceClassificationWithFeatures(TINY_CONFIG, { numFeatures: 5 }),
    new BertForTokenClassification(TINY_CONFIG),
    new BertForQuestionAnswering(TINY_CONFIG),
    new BertForSentenceEmbedding(TINY_CONFIG),
  ])('makes another of the same class: $constructor.name', (model) => {
    const smaller = model.withConfig(SMALLER);
    expect(smaller.constructor).toBe(model.constructor);
    expect(smaller.config).toBe(SMALLER);
    expect(smaller.arena.get('bert.encoder.layer.1.intermediate.dense.weight').shape).toEqual([7, 8]);
    const names = (each: BertBase) => each.arena.entries.map(({ specification: { name } }) => name);
    expect(names(smaller)).toEqual(names(model));
  });

  it('keeps what an encoder has beside its configuration', () => {
    expect(new BertModel(TINY_CONFIG, { hasPooler: false }).withConfig(SMALLER).hasPooler).toBe(false);
    const embedder = new BertForSentenceEmbedding(TINY_CONFIG, { pooling: 'max', normalize: true, layer: 1 });
    expect(embedder.withConfig(SMALLER)).toMatchObject({ pooling: 'max', normalize: true, layer: 1 });
  });

  it('pools the same layer when layers below it are gone', () => {
    const embedder = new BertForSentenceEmbedding({ ...TINY_CONFIG, numHiddenLayers: 4 }, { layer: 3 });
    const two = { ...TINY_CONFIG, numHiddenLayers: 2 };
    expect(embedder.withConfig(two, [1, 2]).layer).toBe(2);
    expect(embedder.withConfig(two, [0, 3]).layer).toBe(1);
  });
});
