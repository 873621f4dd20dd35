import { BertForSequenceClassification } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { DOMINANT_CLASS_CONFIG } from '../../test/dominant-class.js';
import { layerwiseDecay } from './layerwise-decay.js';
import { parameterSettings } from './parameter-settings.js';

const config = { ...DOMINANT_CLASS_CONFIG, numHiddenLayers: 12 };
const { arena } = BertForSequenceClassification.initialize(config, { seed: 1 });

describe('layerwiseDecay', () => {
  it('falls from the head to the embeddings', () => {
    const settings = parameterSettings(arena, layerwiseDecay(config, 0.5));
    const factors = new Map(
      settings.map(({ entry, learningRateFactor }) => [entry.specification.name, learningRateFactor]),
    );
    expect(factors.get('classifier.weight')).toBe(1);
    expect(factors.get('bert.pooler.dense.bias')).toBe(1);
    expect(factors.get('bert.encoder.layer.11.attention.self.qkv.weight')).toBe(0.5);
    expect(factors.get('bert.encoder.layer.1.output.LayerNorm.bias')).toBe(0.5 ** 11);
    expect(factors.get('bert.encoder.layer.0.intermediate.dense.weight')).toBe(0.5 ** 12);
    expect(factors.get('bert.embeddings.word_embeddings.weight')).toBe(0.5 ** 13);
    expect(factors.get('bert.embeddings.LayerNorm.weight')).toBe(0.5 ** 13);
  });

  it('counts the layers of names', () => {
    const names = arena.entries.map(({ specification }) => specification.name);
    expect(layerwiseDecay(names, 0.9)).toEqual(layerwiseDecay(config, 0.9));
    expect(() => layerwiseDecay(['classifier.weight'], 0.9)).toThrow(ConfigError);
  });

  it.each([0, 1.1, Number.NaN])('refuses a decay of %d', (decay) => {
    expect(() => layerwiseDecay(config, decay)).toThrow(ConfigError);
    expect(() => layerwiseDecay(config, decay)).toThrow(`not ${decay}`);
  });
});
