import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { createGraph, multiply, type Value } from '@bertsmith/graph';
import { expect, it } from 'vitest';
import { useTemporaryDirectory } from '../../test/temporary-directory.js';
import { earlyStopping } from '../callbacks/early-stopping.js';
import { jsonlLog } from '../callbacks/jsonl-log.js';
import { keepBest } from '../callbacks/keep-best.js';
import { tensorBoard } from '../callbacks/tensor-board/tensor-board.js';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import { pluginViolations } from './plugin-violations.js';

/** Thirteen runs, on a machine that does other things beside. */
const TIMEOUT_MS = 120_000;

const place = useTemporaryDirectory();
const backend = createOnnxRuntimeBackend();

/** Every hook that changes numbers: a loss times two, gradients with a memory, vetoes, weights that are held. */
function meddling(): TrainingPlugin {
  let mean = 0;
  return {
    specificationVersion: 'v1',
    name: 'meddling',
    rewriteForward(graph) {
      const loss = multiply(graph.outputs.get('loss') as Value<'float32'>, 2) as Value;
      return createGraph(new Map([...graph.outputs, ['loss', loss]]));
    },
    transformGradients({ dense }, { step }) {
      mean = 0.9 * mean + 0.1 * (dense[0] as number);
      dense[0] = mean;
      return step % 4 === 3 ? 'veto' : 'proceed';
    },
    afterUpdate: ({ arena }) => void arena.get('classifier.bias').data.fill(0.25),
    stateDict: () => ({ json: { mean } }),
    loadStateDict({ json }) {
      mean = (json as { mean: number }).mean;
    },
  };
}

/** Learns in `ownParameters` what model is trained, as the trainer calls it, and needs it from then on. */
function modelKeeping(): TrainingPlugin {
  let [model, steps]: [BertModelWithHead | undefined, number] = [undefined, 0];
  const required = () => {
    if (model === undefined) throw new Error('nobody has called ownParameters');
    return model;
  };
  return {
    specificationVersion: 'v1',
    name: 'model-keeping',
    ownParameters(given) {
      model = given;
      return [];
    },
    rewriteForward: (graph) => (required().config.numHiddenLayers > 0 ? graph : createGraph({})),
    afterUpdate: () => void steps++,
    stateDict: () => ({ json: { steps, layers: required().config.numHiddenLayers } }),
    loadStateDict({ json }) {
      required();
      steps = (json as { steps: number }).steps;
    },
  };
}

it.each<[string, () => TrainingPlugin]>([
  ['earlyStopping', () => earlyStopping({ metric: 'loss', patience: 2, minDelta: 0.01 })],
  // The best is in the middle of the run, so that something is put back.
  ['keepBest', () => keepBest({ metric: 'loss', higherIsBetter: true })],
  ['tensorBoard', () => tensorBoard(place('curves'))],
  ['jsonlLog', () => jsonlLog(place('log.jsonl'))],
  ['a plugin that changes what it can', meddling],
  ['a plugin that learns of the model when parameters are asked for', modelKeeping],
])(
  '%s keeps the contract',
  async (_, createPlugin) => {
    expect(await pluginViolations(createPlugin, { backend })).toEqual([]);
  },
  TIMEOUT_MS,
);
