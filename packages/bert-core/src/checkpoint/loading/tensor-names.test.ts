import { describe, expect, it } from 'vitest';
import { canonicalName, isBuffer, tiedName } from './tensor-names.js';

describe('canonicalName', () => {
  it.each([
    ['embeddings.LayerNorm.gamma', 'bert.embeddings.LayerNorm.weight'],
    ['bert.encoder.layer.0.output.LayerNorm.beta', 'bert.encoder.layer.0.output.LayerNorm.bias'],
    ['encoder.layer.11.output.dense.weight', 'bert.encoder.layer.11.output.dense.weight'],
    ['pooler.dense.bias', 'bert.pooler.dense.bias'],
    ['cls.predictions.transform.LayerNorm.gamma', 'cls.predictions.transform.LayerNorm.weight'],
    ['classifier.weight', 'classifier.weight'],
    ['head.gamma', 'head.gamma'],
    ['my.encoder.layer.0.weight', 'my.encoder.layer.0.weight'],
    ['embeddingsX.weight', 'embeddingsX.weight'],
  ])('%s is %s', (name, expected) => {
    expect(canonicalName(name)).toBe(expected);
    expect(canonicalName(expected)).toBe(expected);
  });
});

it('knows buffers and ties', () => {
  expect(['embeddings.position_ids', 'bert.embeddings.position_ids', 'position_ids'].map(isBuffer)).toEqual([
    true,
    true,
    false,
  ]);
  expect(tiedName('cls.predictions.decoder.bias')).toBe('cls.predictions.bias');
  expect(tiedName('bert.embeddings.word_embeddings.weight')).toBe('cls.predictions.decoder.weight');
  expect(tiedName('classifier.weight')).toBeUndefined();
});
