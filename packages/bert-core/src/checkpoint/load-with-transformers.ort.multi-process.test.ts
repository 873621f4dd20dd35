import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tensor } from '@bertsmith/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { int32Feeds, TWO_TEXTS } from '../../test/onnx-feeds.js';
import { runGraph } from '../../test/run-graph.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { BertForSequenceClassification } from '../models/bert-for-sequence-classification.js';
import { BertForSequenceClassificationWithFeatures } from '../models/bert-for-sequence-classification-with-features.js';
import { saveModel } from './model-directory.js';

/** Float32 sums in another order; logits are around 1. */
const TOLERANCE = 1e-5;

const python = process.env.BERTSMITH_PYTHON;
const reason = 'skipped: BERTSMITH_PYTHON names no Python with torch and transformers';
const SCRIPT = fileURLToPath(new URL('../../test/transformers-logits.py', import.meta.url));

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'model-'));
});
afterEach(() => rm(directory, { recursive: true }));

function askTransformers(): Record<string, unknown> & { readonly logits: readonly number[] } {
  const input = JSON.stringify(TWO_TEXTS);
  const { status, stdout, stderr } = spawnSync(python as string, [SCRIPT, directory], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

describe.skipIf(python === undefined)(`a directory that we save${python === undefined ? ` (${reason})` : ''}`, () => {
  it.each([
    ['gelu', ['no', 'yes', 'maybe'], {}],
    ['gelu', ['no', 'yes', 'maybe'], { maxShardBytes: 1_000 }],
    ['gelu_new', ['LABEL_0', 'LABEL_1'], {}],
    ['relu', ['a', 'b', 'c', 'd'], {}],
  ] as const)(
    'has the same logits in transformers (%s, %j, %j)',
    async (hiddenAct, labels, options) => {
      const unknownFields = { dtype: 'float16', torch_dtype: 'float16' };
      const config = { ...TINY_CONFIG, hiddenAct, labels, unknownFields };
      const model = BertForSequenceClassification.initialize(config, { seed: 8 });
      await saveModel(model, directory, options);
      const ours = await runGraph(model.buildInferenceGraph(), model.arena, int32Feeds(TWO_TEXTS));
      const theirs = askTransformers();
      expect(theirs).toMatchObject({ class: model.architecture, dtype: 'torch.float32', labels, problems: [] });
      expect(largestDifference(ours.get('logits'), theirs.logits)).toBeLessThan(TOLERANCE);
    },
    120_000,
  );

  it('with features has the logits of its encoder and classifier alone there', async () => {
    const model = BertForSequenceClassificationWithFeatures.initialize(TINY_CONFIG, { seed: 8, numFeatures: 5 });
    model.arena.get('feature_classifier.weight').data.fill(1);
    await saveModel(model, directory);
    const none = {
      feature_ids: tensor('int32', [2, 1], new Int32Array(2)),
      feature_values: tensor('float32', [2, 1], new Float32Array(2)),
    };
    const feeds = { ...int32Feeds(TWO_TEXTS), ...none };
    const ours = await runGraph(model.buildInferenceGraph(), model.arena, feeds);
    const theirs = askTransformers();
    expect(theirs).toMatchObject({ class: 'BertForSequenceClassification', problems: ['unexpected_keys'] });
    expect(largestDifference(ours.get('logits'), theirs.logits)).toBeLessThan(TOLERANCE);
  }, 120_000);
});
