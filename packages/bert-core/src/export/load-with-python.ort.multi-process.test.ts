import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { int32Feeds, TWO_TEXTS } from '../../test/onnx-feeds.js';
import { runGraph } from '../../test/run-graph.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { BertForSequenceClassification } from '../models/bert-for-sequence-classification.js';
import { exportOnnx } from './export-onnx.js';

/** The same float32 sums, some in another order; logits are around 1. */
const TOLERANCE = 1e-6;

const TIMEOUT_MS = 120_000;

const python = process.env.BERTSMITH_PYTHON;
const reason = 'skipped: BERTSMITH_PYTHON names no Python with onnx and onnxruntime';
const SCRIPT = fileURLToPath(new URL('../../test/check-onnx.py', import.meta.url));

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'onnx-python-'));
});
afterEach(() => rm(directory, { recursive: true }));

interface Answer {
  readonly inputs: readonly (readonly [name: string, type: string, shape: readonly string[]])[];
  readonly outputs: Readonly<Record<string, readonly number[]>>;
}

function askPython(path: string): Answer {
  const input = JSON.stringify(TWO_TEXTS);
  const { status, stdout, stderr } = spawnSync(python as string, [SCRIPT, path], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Answer;
}

describe.skipIf(python === undefined)(`a file that we export${python === undefined ? ` (${reason})` : ''}`, () => {
  it.each([
    ['gelu', false],
    ['gelu_new', false],
    ['relu', true],
  ] as const)(
    "is sound, and has the same logits in Python's runtime (%s, external data: %s)",
    async (hiddenAct, externalData) => {
      const config = { ...TINY_CONFIG, hiddenSize: 64, intermediateSize: 128, initializerRange: 0.1, hiddenAct };
      const model = BertForSequenceClassification.initialize(config, { seed: 8 });
      const path = join(directory, 'model.onnx');
      await exportOnnx(model, path, { externalData });
      const ours = await runGraph(model.buildInferenceGraph(), model.arena, int32Feeds(TWO_TEXTS));
      const { inputs, outputs } = askPython(path);
      expect(inputs).toEqual([
        ['input_ids', 'tensor(int64)', ['batch', 'sequence']],
        ['attention_mask', 'tensor(int64)', ['batch', 'sequence']],
        ['token_type_ids', 'tensor(int64)', ['batch', 'sequence']],
      ]);
      const difference = largestDifference(ours.get('logits'), outputs.logits as readonly number[]);
      expect(difference).toBeLessThan(TOLERANCE);
    },
    TIMEOUT_MS,
  );
});
