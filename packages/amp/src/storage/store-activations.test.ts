import { BertForSequenceClassification, DEFAULT_BERT_CONFIG } from '@bertsmith/bert-core';
import {
  applyPasses,
  formatGraph,
  gradients,
  peakActivationBytes,
  STANDARD_PASSES,
  verifyGraph,
} from '@bertsmith/graph';
import { expect, it } from 'vitest';
import { storeActivations } from './store-activations.js';

const config = {
  ...DEFAULT_BERT_CONFIG,
  vocabSize: 100,
  numHiddenLayers: 6,
  hiddenSize: 384,
  intermediateSize: 1536,
  labels: ['a', 'b'],
};
const { graph } = gradients(BertForSequenceClassification.initialize(config, { seed: 1 }).buildTrainingGraph());
const stored = storeActivations(graph);

it('takes at least a quarter less memory at the peak', () => {
  const peak = (step: typeof graph) =>
    peakActivationBytes(applyPasses(step, STANDARD_PASSES), { batch: 32, sequence: 64 });
  expect(peak(stored) / peak(graph)).toBeLessThan(0.75);
});

it('keeps a consistent graph with the same inputs and outputs', () => {
  verifyGraph(stored);
  expect([...stored.outputs.keys()]).toEqual([...graph.outputs.keys()]);
  expect([...stored.inputs.keys()].sort()).toEqual([...graph.inputs.keys()].sort());
});

it('leaves what the backward pass does not read as it is', () => {
  const casts = formatGraph(stored)
    .split('\n')
    .filter((line) => line.includes('Cast') && line.includes('float16['));
  expect(casts.length).toBeGreaterThan(0);
  expect(casts.every((line) => line.includes('sequence'))).toBe(true);
});
