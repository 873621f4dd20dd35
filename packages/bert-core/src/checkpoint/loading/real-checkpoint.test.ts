import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ParameterArena } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { BertForSequenceClassification } from '../../models/bert-for-sequence-classification.js';
import { bertParameters } from '../../parameters/bert-parameters.js';
import { loadConfig } from '../model-directory.js';
import { openCheckpoint } from '../open-checkpoint.js';
import { loadWeights } from './load-weights.js';

const shared = process.env.BERTSMITH_SHARED ?? fileURLToPath(new URL('../../../../../../shared', import.meta.url));
const directory = join(shared, 'models/all-MiniLM-L6-v2');
const reason = existsSync(directory)
  ? ''
  : ` (skipped: there is no ${directory}; BERTSMITH_SHARED may name another place)`;

describe.skipIf(reason !== '')(`a real checkpoint${reason}`, () => {
  it('loads as an encoder: 22,713,216 parameters without prefix, and a buffer', async () => {
    const arena = new ParameterArena(bertParameters(await loadConfig(directory)));
    expect(arena.parameterCount).toBe(22_713_216);
    expect(await loadWeights(directory, arena)).toEqual({ missing: [], unexpected: [], warnings: [] });
    await using checkpoint = await openCheckpoint(directory);
    expect(checkpoint.tensors.size).toBe(104);
    const row = new Float32Array(384);
    await checkpoint.readRows('embeddings.word_embeddings.weight', 2023, row);
    expect(arena.get('bert.embeddings.word_embeddings.weight').data.subarray(2023 * 384, 2024 * 384)).toEqual(row);
  });

  it('starts a classifier', async () => {
    const config = { ...(await loadConfig(directory)), labels: ['no', 'yes'] };
    const model = BertForSequenceClassification.initialize(config, { seed: 1 });
    const { missing } = await loadWeights(directory, model.arena, { allowMissing: ['classifier.'] });
    expect(missing).toEqual(['classifier.weight', 'classifier.bias']);
  });
});
