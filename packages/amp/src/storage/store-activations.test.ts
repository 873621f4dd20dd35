import { BertForSequenceClassification, DEFAULT_BERT_CONFIG } from '@bertsmith/bert-core';
import {
  add,
  applyPasses,
  createGraph,
  formatGraph,
  gelu,
  gradients,
  input,
  matmul,
  parameter,
  peakActivationBytes,
  reduceSum,
  STANDARD_PASSES,
  slice,
  type Value,
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

it('stores as much where sizes are numbers', () => {
  const countOf = (rows: number | string) => {
    const x = input('x', 'float32', [rows, 8]) as Value<'float32'>;
    const product = matmul(x, parameter('w', 'float32', [8, 8]) as never) as Value<'float32'>;
    const first = slice(product, { axis: 0, start: 0, end: 1 }) as Value<'float32'>;
    const loss = add(reduceSum(gelu(product)) as Value<'float32'>, reduceSum(gelu(first)) as never) as Value;
    return formatGraph(storeActivations(gradients(createGraph({ loss })).graph)).split('to="float16"').length - 1;
  };
  expect(countOf('batch*sequence')).toBeGreaterThan(0);
  expect(countOf(2048)).toBe(countOf('batch*sequence'));
});
