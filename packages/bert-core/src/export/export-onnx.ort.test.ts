import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as node from 'onnxruntime-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { BertMeanClassifier } from '../../test/mean-classifier.js';
import { type InputRows, int32Feeds, int64Feeds, ONE_TEXT, TWO_TEXTS } from '../../test/onnx-feeds.js';
import { runGraph } from '../../test/run-graph.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import type { HiddenActivation } from '../config/bert-config.js';
import { BertForSequenceClassification } from '../models/bert-for-sequence-classification.js';
import type { BertModelWithHead } from '../models/bert-model-with-head.js';
import { type ExportOnnxOptions, exportOnnx } from './export-onnx.js';

/** The same float32 sums, some in another order; logits are around 1. */
const TOLERANCE = 1e-6;

/** A file of external data has only parameters of 1 KiB or more; the tiny model has none. */
const WIDER_CONFIG = { ...TINY_CONFIG, hiddenSize: 64, intermediateSize: 128, initializerRange: 0.1 };

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'onnx-'));
  path = join(directory, 'model.onnx');
});
afterEach(() => rm(directory, { recursive: true }));

const tinyModel = (hiddenAct: HiddenActivation = 'gelu') =>
  BertForSequenceClassification.initialize({ ...TINY_CONFIG, hiddenAct }, { seed: 8 });

/** The file's logits, from the runtime itself. */
async function runFile(rows: InputRows): Promise<Float32Array> {
  const session = await node.InferenceSession.create(path, { intraOpNumThreads: 1 });
  try {
    expect(session.inputNames).toEqual(['input_ids', 'attention_mask', 'token_type_ids']);
    expect(session.outputNames[0]).toBe('logits');
    const outputs = await session.run(int64Feeds(rows, (data, shape) => new node.Tensor('int64', data, shape)));
    return outputs.logits?.data as Float32Array;
  } finally {
    await session.release();
  }
}

async function expectSameLogits(model: BertModelWithHead, options?: ExportOnnxOptions): Promise<void> {
  await exportOnnx(model, path, options);
  for (const rows of [TWO_TEXTS, ONE_TEXT]) {
    const ours = await runGraph(model.buildInferenceGraph(), model.arena, int32Feeds(rows));
    expect(largestDifference(await runFile(rows), ours.get('logits') as Float32Array)).toBeLessThan(TOLERANCE);
  }
}

describe('an exported file', () => {
  it.each(['gelu', 'gelu_new', 'relu'] as const)(
    'has the logits of the model, whatever the batch (%s)',
    async (act) => {
      await expectSameLogits(tinyModel(act));
      expect(await readdir(directory)).toEqual(['model.onnx']);
    },
  );

  it('has those of a model of your own', async () => {
    await expectSameLogits(new BertMeanClassifier(TINY_CONFIG, 3));
  });

  it("has them with ONNX Runtime's own ops", async () => {
    await expectSameLogits(tinyModel(), { domains: ['com.microsoft'] });
  });

  it('has them with the parameters in a file beside it', async () => {
    const model = BertForSequenceClassification.initialize(WIDER_CONFIG, { seed: 8 });
    await expectSameLogits(model, { externalData: true });
    expect((await readdir(directory)).sort()).toEqual(['model.onnx', 'model.onnx.data']);
  });

  it('says what it wrote', async () => {
    const model = BertForSequenceClassification.initialize(WIDER_CONFIG, { seed: 8 });
    const { files, inputs, outputs } = await exportOnnx(model, path, { externalData: true });
    expect(inputs).toEqual(['input_ids', 'attention_mask', 'token_type_ids']);
    expect(outputs).toEqual(['logits']);
    for (const { path: written, sizeBytes } of files) expect((await readFile(written)).length).toBe(sizeBytes);
    expect(files.map((each) => each.path)).toEqual([path, `${path}.data`]);
  });
});

describe('exportOnnx', () => {
  it('leaves the old file when the new one cannot be written', async () => {
    await writeFile(path, 'the old file');
    const missing = join(directory, 'missing', 'model.onnx');
    await expect(exportOnnx(tinyModel(), missing)).rejects.toThrow(`cannot write '${missing}'`);
    expect(await readdir(directory)).toEqual(['model.onnx']);
    expect(await readFile(path, 'utf8')).toBe('the old file');
  });
});
