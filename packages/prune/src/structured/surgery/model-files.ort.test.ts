import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { type BertBase, namedParameters } from '@bertsmith/bert-core';
import { exportOnnx, loadModel, saveModel } from '@bertsmith/bert-core/files';
import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scaleUnits } from '../../../test/structured/silence.js';
import {
  fillParameters,
  hasSameBits,
  largestDifference,
  MODEL_CLASSES,
  TINY_CONFIG,
  twoTexts,
} from '../../../test/structured/tiny-models.js';
import { factorizeMatrices } from '../factors/factorize-matrices.js';
import { removeHeads } from './remove-heads.js';
import { removeIntermediateUnits } from './remove-intermediate-units.js';
import { removeLayers } from './remove-layers.js';

/** Float32 sums in another order; outputs are around 1. */
const TOLERANCE = 1e-5;

const CONFIG = { ...TINY_CONFIG, numHiddenLayers: 3, numAttentionHeads: 4, prunedHeads: { 2: [1] } };
const HEADS = { 0: [0, 3], 2: [0] };
const UNITS = { 1: [2, 3, 4], 2: [0] };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pruned-'));
});
afterEach(() => rm(directory, { recursive: true }));

const prune = (model: BertBase) => removeIntermediateUnits(removeHeads(model, HEADS), UNITS);

async function run(model: BertBase): Promise<number[]> {
  const graph = model.buildInferenceGraph();
  const parameters = namedParameters(model.arena);
  await using executable = await createOnnxRuntimeBackend().compile({ graph, parameters, threads: 1 });
  const fed = Object.entries(twoTexts(TINY_CONFIG.vocabSize)).filter(([name]) => graph.inputs.has(name));
  return [...(await executable.run(Object.fromEntries(fed))).values()].flatMap(({ data }) => [
    ...(data as Float32Array),
  ]);
}

/** A sentence embedder is saved as its encoder. */
const SAVED = Object.entries(MODEL_CLASSES).filter(([name]) => name !== 'BertForSentenceEmbedding');

describe.each(SAVED)('a pruned %s', (_, create) => {
  it('is the same whether it is pruned before it is saved, or after', async () => {
    const model = fillParameters(create(CONFIG), 2);
    const smaller = removeLayers(prune(model), [1]);
    await saveModel(smaller, join(directory, 'after'));
    await saveModel(model, join(directory, 'before'));
    const { model: loaded } = await loadModel(join(directory, 'after'));
    const { model: whole } = await loadModel(join(directory, 'before'));
    const pruned = removeLayers(prune(whole as BertBase), [1]);
    for (const each of [loaded, pruned]) {
      expect(each.constructor).toBe(model.constructor);
      expect(each.config).toMatchObject({
        numHiddenLayers: 2,
        prunedHeads: { 0: [0, 3], 1: [0, 1] },
        intermediateSizes: [10, 9],
      });
      expect(hasSameBits(each.arena.data, smaller.arena.data)).toBe(true);
    }
  });

  it('runs as the one with the same heads and units silenced', async () => {
    const model = fillParameters(create(CONFIG), 2);
    const silenced = scaleUnits(model, { heads: HEADS, units: UNITS });
    expect(largestDifference(await run(prune(model)), await run(silenced))).toBeLessThan(TOLERANCE);
  });
});

const classifier = () => fillParameters(MODEL_CLASSES.BertForSequenceClassification!(CONFIG), 2);
const factorized = () => factorizeMatrices(prune(classifier()), { 0: { 'intermediate.dense': 3 } }).model;

it.each<[string, () => BertBase]>([
  ['pruned', () => prune(classifier())],
  ['factorized', factorized],
])('a %s model is exported as it runs', async (_, create) => {
  const model = create();
  const path = join(directory, 'model.onnx');
  await exportOnnx(model, path);
  const session = await InferenceSession.create(path);
  const texts = twoTexts(TINY_CONFIG.vocabSize);
  const feeds = ['input_ids', 'attention_mask', 'token_type_ids'].map((name) => {
    const { data, shape } = texts[name] as { readonly data: Int32Array; readonly shape: readonly number[] };
    return [name, new OnnxTensor('int64', BigInt64Array.from(data, BigInt), shape)] as const;
  });
  const { logits } = await session.run(Object.fromEntries(feeds));
  expect(largestDifference(logits?.data as Float32Array, await run(model))).toBeLessThan(TOLERANCE);
  await session.release();
});
