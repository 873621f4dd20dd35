import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import {
  type BertConfig,
  BertForMaskedLM,
  BertForPreTraining,
  BertForQuestionAnswering,
  BertForSequenceClassification,
  BertForTokenClassification,
  type BertModelWithHead,
  DEFAULT_BERT_CONFIG,
  namedParameters,
} from '@bertsmith/bert-core';
import { createGraph, type Graph, gradients, peakActivationBytes } from '@bertsmith/graph';
import { ConfigError, type Storage, type Tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { dominantClassModel } from '../../test/dominant-class.js';
import { trainDominantClass } from '../../test/train-dominant-class.js';
import { gradientCheckpointing } from './gradient-checkpointing.js';
import type { TrainingPlugin } from './training-plugin.js';

const [BATCH, SEQUENCE] = [4, 16];
const sizes = { batch: BATCH, sequence: SEQUENCE, predictions: BATCH * SEQUENCE };

const CONFIG: BertConfig = {
  ...DEFAULT_BERT_CONFIG,
  vocabSize: 50,
  hiddenSize: 32,
  numHiddenLayers: 4,
  numAttentionHeads: 2,
  intermediateSize: 64,
  maxPositionEmbeddings: SEQUENCE,
  labels: ['a', 'b', 'c'],
};

const MODELS: Readonly<Record<string, (config: BertConfig) => BertModelWithHead>> = {
  BertForSequenceClassification: (config) => BertForSequenceClassification.initialize(config, { seed: 1 }),
  BertForTokenClassification: (config) => BertForTokenClassification.initialize(config, { seed: 1 }),
  BertForQuestionAnswering: (config) => BertForQuestionAnswering.initialize(config, { seed: 1 }),
  BertForMaskedLM: (config) => BertForMaskedLM.initialize(config, { seed: 1 }),
  BertForPreTraining: (config) => BertForPreTraining.initialize(config, { seed: 1 }),
};

function stepOf(model: BertModelWithHead): Graph {
  const byRows = model.arena.entries.filter(({ specification }) => specification.gradient === 'rows');
  const rowGradients = byRows.map(({ specification }) => specification.name);
  return gradients(model.buildTrainingGraph(), { rowGradients }).graph;
}

/** Small whole numbers for every input: ids, masks, labels and the key of the dropout masks. */
function feedsOf({ inputs }: Graph): Record<string, Tensor> {
  return Object.fromEntries(
    [...inputs].map(([name, { dtype, shape }]) => {
      const numberOf = (size: number | string) => (typeof size === 'number' ? size : sizes[size as keyof typeof sizes]);
      const shapeOf = shape.map(numberOf);
      const count = shapeOf.reduce((product, size) => product * size, 1);
      const below = name === 'input_ids' ? CONFIG.vocabSize : 2;
      const elements = Array.from({ length: count }, (_, index) => (index * 7919 + 1) % below);
      const data = dtype === 'uint32' ? Uint32Array.from([17, 4]) : Int32Array.from(elements);
      return [name, { dtype, shape: shapeOf, data }];
    }),
  );
}

/** Every output of a step graph, as bits. */
async function runBits(model: BertModelWithHead, graph: Graph): Promise<Map<string, Uint8Array>> {
  const backend = createOnnxRuntimeBackend();
  await using executable = await backend.compile({ graph, parameters: namedParameters(model.arena) });
  const outputs = await executable.run(feedsOf(graph));
  return new Map([...outputs].map(([name, { data }]) => [name, bytesOf(data)]));
}

function bytesOf({ buffer, byteOffset, byteLength }: Storage): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function rewrite(plugin: TrainingPlugin, graph: Graph): Graph {
  return plugin.rewriteStep?.(graph) as Graph;
}

const ofBudget = (budgetBytes: number) =>
  gradientCheckpointing({ budgetBytes, batchSize: BATCH, sequenceLength: SEQUENCE });

describe.each(Object.entries(MODELS))('%s', (_, initialize) => {
  it.each([
    ['with dropout', 0.1],
    ['without dropout', 0],
  ])('%s: has the same loss and gradients, to the bit, whatever is kept', async (_, dropout) => {
    const model = initialize({ ...CONFIG, hiddenDropoutProb: dropout, attentionProbsDropoutProb: dropout });
    const step = stepOf(model);
    const expected = await runBits(model, step);
    const budget = ofBudget(0.6 * peakActivationBytes(step, sizes));
    for (const plugin of [...[0.5, 2].map((every) => gradientCheckpointing({ every })), budget]) {
      const rewritten = rewrite(plugin, step);
      expect(rewritten.nodes.length).toBeGreaterThan(step.nodes.length);
      const actual = await runBits(model, rewritten);
      expect([...actual.keys()]).toEqual([...expected.keys()]);
      for (const [name, bits] of expected) expect(actual.get(name), name).toEqual(bits);
    }
  });
});

describe('gradientCheckpointing', () => {
  const model = MODELS.BertForSequenceClassification?.(CONFIG) as BertModelWithHead;
  const step = stepOf(model);

  it('keeps fewer values when more layers are between them', () => {
    const products = (graph: Graph) => graph.nodes.filter(({ op }) => op.name === 'MatMul').length;
    const again = (every: number) => products(rewrite(gradientCheckpointing({ every }), step)) - products(step);
    // Of a layer's six products the last, and with a value kept after its attention the fourth, come just before a kept sum. The last layer's attention
    // has one product more, for the first tokens' queries.
    expect([0.5, 1, 2, 3].map(again)).toEqual([3 * 4 + 4, 3 * 5, 6 + 5, 6 + 6 + 5]);
  });

  it('keeps to a budget, and leaves a step alone that fits', () => {
    const none = peakActivationBytes(step, sizes);
    expect(peakActivationBytes(rewrite(ofBudget(none / 2), step), sizes)).toBeLessThanOrEqual(none / 2);
    expect(rewrite(ofBudget(none), step)).toBe(step);
    expect(() => rewrite(ofBudget(1000), step)).toThrow(/the smallest takes .* MB/);
  });

  it('trains to the same parameters, bit for bit', async () => {
    const config = { numHiddenLayers: 3 };
    const plain = dominantClassModel(config);
    const smaller = dominantClassModel(config);
    await trainDominantClass({ model: plain, maxSteps: 3 });
    await trainDominantClass({ model: smaller, maxSteps: 3, plugins: [gradientCheckpointing({ every: 1 })] });
    expect(bytesOf(smaller.arena.data)).toEqual(bytesOf(plain.arena.data));
  });

  it('refuses options out of range', () => {
    for (const every of [0, -1, 0.3, Number.NaN]) {
      expect(() => gradientCheckpointing({ every })).toThrow(ConfigError);
      expect(() => gradientCheckpointing({ every })).toThrow(`every is a multiple of 0.5 above 0, got ${every}`);
    }
    const budget = { budgetBytes: 1e9, batchSize: 8, sequenceLength: 128 };
    const wrong = (name: keyof typeof budget, value: number) => () =>
      gradientCheckpointing({ ...budget, [name]: value });
    expect(wrong('budgetBytes', 0)).toThrow('budgetBytes is a number of bytes above 0, got 0');
    expect(wrong('batchSize', 2.5)).toThrow('batchSize is a whole number from 1 on, got 2.5');
    expect(wrong('sequenceLength', 0)).toThrow('sequenceLength is a whole number from 1 on, got 0');
  });

  it('refuses to keep what as many layers give as there are', () => {
    expect(() => rewrite(gradientCheckpointing({ every: 4 }), step)).toThrow(
      'the model has 4 layers, so keeping what every 4 give keeps all: choose fewer',
    );
    expect(() => rewrite(gradientCheckpointing({ every: 1 }), createGraph({}))).toThrow('the model has 0 layers');
  });
});
