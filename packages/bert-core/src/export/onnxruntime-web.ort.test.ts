import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as web from 'onnxruntime-web';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { int32Feeds, int64Feeds, ONE_TEXT, TWO_TEXTS } from '../../test/onnx-feeds.js';
import { runGraph } from '../../test/run-graph.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import type { HiddenActivation } from '../config/bert-config.js';
import { BertForSequenceClassification } from '../models/bert-for-sequence-classification.js';
import { exportOnnx } from './export-onnx.js';

/** The same float32 sums in another order, and other approximations of e^x; logits are around 1. */
const TOLERANCE = 1e-5;

/** The width of a model whose larger parameters go into a file of external data. */
const WIDER = { hiddenSize: 64, intermediateSize: 128, initializerRange: 0.1 };

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'onnx-web-'));
  web.env.wasm.numThreads = 1;
});
afterAll(() => rm(directory, { recursive: true }));

it.each([
  ['gelu', false],
  ['gelu_new', false],
  ['relu', true],
] as const)('onnxruntime-web has the same logits (%s, external data: %s)', async (activation, externalData) => {
  const model = createModel(activation);
  const path = join(directory, `${activation}.onnx`);
  await exportOnnx(model, path, { externalData });
  const session = await web.InferenceSession.create(await readFile(path), {
    executionProviders: ['wasm'],
    ...(externalData && { externalData: [{ path: `${activation}.onnx.data`, data: await readFile(`${path}.data`) }] }),
  });
  for (const rows of [TWO_TEXTS, ONE_TEXT]) {
    const ours = await runGraph(model.buildInferenceGraph(), model.arena, int32Feeds(rows));
    const outputs = await session.run(int64Feeds(rows, (data, shape) => new web.Tensor('int64', data, shape)));
    const difference = largestDifference(outputs.logits?.data as Float32Array, ours.get('logits') as Float32Array);
    expect(difference).toBeLessThan(TOLERANCE);
  }
  await session.release();
});

function createModel(hiddenAct: HiddenActivation): BertForSequenceClassification {
  return BertForSequenceClassification.initialize({ ...TINY_CONFIG, ...WIDER, hiddenAct }, { seed: 8 });
}
