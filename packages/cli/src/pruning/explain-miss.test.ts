import { BertForSequenceClassification, presetConfig } from '@bertsmith/bert-core';
import { removeLayers } from '@bertsmith/prune';
import { ConfigError } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { explainMiss } from './explain-miss.js';

const config = presetConfig('tiny', { vocabSize: 50, labels: ['a', 'b'] });
const model = BertForSequenceClassification.initialize(config, { seed: 1 });
const begun = {
  cut: { model: removeLayers(model, [1]) },
  context: { original: { model }, options: { method: ['layers', 'heads'] as const } },
};
const missed = new ConfigError('no', { closest: 1.5 });

it('names the flag', () => {
  const error = explainMiss(missed, { kind: 'speedup', amount: 5 }, begun) as ConfigError;
  expect(error.message).toContain('--target-speedup 5 cannot be met with these methods: the closest is 1.500;');
});

it('leaves times and parameters as they are, and other errors', () => {
  for (const kind of ['speedup', 'milliseconds', 'parameters'] as const) {
    expect(explainMiss(missed, { kind, amount: 1 }, begun)).toMatchObject({ details: { closest: 1.5 } });
  }
  const other = new Error('other');
  expect(explainMiss(other, { kind: 'speedup', amount: 5 }, begun)).toBe(other);
});

it('makes a share of parameters: half of the layers are gone', () => {
  const closest = new ConfigError('no', { closest: begun.cut.model.arena.parameterCount });
  const error = explainMiss(closest, { kind: 'sparsity', amount: 0.9 }, begun) as ConfigError;
  expect(error.details.closest).toBeCloseTo(0.5, 12);
});
