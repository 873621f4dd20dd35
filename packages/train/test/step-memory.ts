/**
 * A program that runs a few training steps of 12 layers, and writes as JSON what memory they took beyond what the process had after a step of one row.
 * Its argument is the plugin's option `every`, or none for a step without the plugin.
 */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { BertForSequenceClassification, DEFAULT_BERT_CONFIG } from '@bertsmith/bert-core';
import type { Batch } from '@bertsmith/data';
import { type Graph, peakActivationBytes } from '@bertsmith/graph';
import { currentRssBytes, peakRssBytes } from '@bertsmith/metrics';
import type { Tensor } from '@bertsmith/tensor';
import { FlatKernels } from '../src/flat-kernels/flat-kernels.js';
import { gradientCheckpointing } from '../src/plugins/gradient-checkpointing.js';
import type { TrainingPlugin } from '../src/plugins/training-plugin.js';
import { GradientStep } from '../src/step/gradient-step.js';

const [BATCH, SEQUENCE] = [32, 64];

/** Activations are large beside the parameters. */
const CONFIG = {
  ...DEFAULT_BERT_CONFIG,
  vocabSize: 100,
  hiddenSize: 128,
  numHiddenLayers: 12,
  numAttentionHeads: 4,
  intermediateSize: 512,
  labels: ['no', 'yes'],
};

function createBatch(rows: number, sequence: number): Batch {
  const tokens = (numberOf: (index: number) => number): Tensor => {
    const data = Int32Array.from({ length: rows * sequence }, (_, index) => numberOf(index));
    return { dtype: 'int32', shape: [rows, sequence], data };
  };
  return {
    inputIds: tokens((index) => (index * 7919) % CONFIG.vocabSize),
    attentionMask: tokens(() => 1),
    tokenTypeIds: tokens(() => 0),
    targets: {
      labels: { dtype: 'int32', shape: [rows], data: Int32Array.from({ length: rows }, (_, row) => row % 2) },
    },
    lossWeight: rows,
    rowNumbers: Int32Array.from({ length: rows }, (_, row) => row),
    realTokens: rows * sequence,
  } as unknown as Batch;
}

const every = Number(process.argv[2] ?? 0);
let stepGraph: Graph | undefined;
const probe: TrainingPlugin = {
  specificationVersion: 'v1',
  name: 'probe',
  rewriteStep: (graph) => {
    stepGraph = graph;
    return graph;
  },
};
const plugins = every > 0 ? [gradientCheckpointing({ every }), probe] : [probe];
const model = BertForSequenceClassification.initialize(CONFIG, { seed: 1 });
const kernels = new FlatKernels(model.arena.heap, { threads: 1 });
const step = await GradientStep.compile({ model, backend: createOnnxRuntimeBackend(), kernels, plugins, threads: 1 });
await step.run(createBatch(1, 8), { seed: 5, step: 0 });
const before = currentRssBytes();
const batch = createBatch(BATCH, SEQUENCE);
const losses: number[] = [];
for (let number = 0; number < 3; number++) losses.push((await step.run(batch, { seed: 5, step: number })).loss);
const tookBytes = peakRssBytes() - before;
await step.dispose();
await kernels.dispose();

const estimatedBytes = peakActivationBytes(stepGraph as Graph, { batch: BATCH, sequence: SEQUENCE });
console.log(JSON.stringify({ tookBytes, estimatedBytes, losses }));
