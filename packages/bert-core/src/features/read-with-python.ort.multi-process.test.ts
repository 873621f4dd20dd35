import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { describe, expect, it } from 'vitest';
import { NUMBER_ENCODER } from '../../test/number-encoder.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { BertModel } from '../models/bert-model.js';
import { FeatureExtractor } from '../pipelines/feature-extractor.js';
import { saveFeatures } from './save-features.js';

const TIMEOUT_MS = 60_000;
const python = process.env.BERTSMITH_PYTHON;
const reason = 'skipped: BERTSMITH_PYTHON names no Python with safetensors and numpy';

/** The second text's ids and states of the second layer that was asked for. */
const SCRIPT = `
import json, sys
from safetensors import safe_open
with safe_open(sys.argv[1], 'numpy') as file:
    start, end = file.get_tensor('text_ends')[:2]
    at = file.metadata()['layers'].split(',').index('2')
    ids = file.get_slice('input_ids')[start:end]
    states = file.get_slice('hidden_states')[start:end, at]
    print(json.dumps({'ids': ids.tolist(), 'states': states.tolist()}))
`;

describe.skipIf(python === undefined)(`a file of features${python === undefined ? ` (${reason})` : ''}`, () => {
  it(
    'is read by safetensors of Python, a text at a time',
    async () => {
      const model = BertModel.initialize(TINY_CONFIG, { seed: 1 });
      const parts = { model, tokenizer: NUMBER_ENCODER, backend: createOnnxRuntimeBackend(), threads: 1 };
      const directory = await mkdtemp(join(tmpdir(), 'features-'));
      try {
        await using extractor = await FeatureExtractor.create({ ...parts, layers: [0, 2] });
        const path = join(directory, 'corpus.safetensors');
        await saveFeatures(path, extractor, ['7 8', '3 4 5', '9']);
        const { status, stdout, stderr } = spawnSync(python as string, ['-c', SCRIPT, path], { encoding: 'utf8' });
        if (status !== 0) throw new Error(stderr);
        const { ids, states } = JSON.parse(stdout) as { ids: number[]; states: number[][] };
        const [, expected] = await extractor.extract(['7 8', '3 4 5', '9']);
        expect(ids).toEqual(Array.from(expected?.ids ?? []));
        expect(Float32Array.from(states.flat())).toEqual(expected?.hiddenStates.get(2));
      } finally {
        await rm(directory, { recursive: true });
      }
    },
    TIMEOUT_MS,
  );
});
