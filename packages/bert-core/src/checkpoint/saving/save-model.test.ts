import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, float32ToBfloat16, float32ToFloat16, InputError } from '@bertsmith/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasSameBits } from '../../../test/distance.js';
import { TINY_CONFIG } from '../../../test/tiny-config.js';
import { BertForSequenceClassification } from '../../models/bert-for-sequence-classification.js';
import { loadSequenceClassifier } from '../load-model.js';
import { saveModel } from '../model-directory.js';
import { openCheckpoint } from '../open-checkpoint.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'model-'));
});
afterEach(() => rm(directory, { recursive: true }));

const model = BertForSequenceClassification.initialize(TINY_CONFIG, { seed: 1 });
const read = (name: string) => readFile(join(directory, name));
const list = async () => (await readdir(directory)).sort();

describe('saveModel', () => {
  it.each([
    ['float16', float32ToFloat16],
    ['bfloat16', float32ToBfloat16],
  ] as const)('writes %s, which comes back bit for bit', async (dtype, narrow) => {
    await saveModel(model, directory, { dtype });
    const first = await read('model.safetensors');
    expect(JSON.parse(String(await read('config.json')))).toMatchObject({ dtype });
    const loaded = await loadSequenceClassifier(directory);
    const narrowed = (values: Float32Array) => Uint16Array.from(values, narrow);
    expect(narrowed(loaded.arena.data)).toEqual(narrowed(model.arena.data));
    await saveModel(loaded, directory, { dtype });
    expect((await read('model.safetensors')).equals(first)).toBe(true);
    await using checkpoint = await openCheckpoint(directory);
    expect([...checkpoint.tensors.values()].every((each) => each.dtype === dtype)).toBe(true);
  });

  it.each(['float32', 'bfloat16'] as const)('writes shards of %s', async (dtype) => {
    await saveModel(model, directory, { dtype, maxShardBytes: 700 });
    const names = await list();
    expect(names).toEqual(expect.arrayContaining(['config.json', 'model.safetensors.index.json']));
    const shards = names.filter((name) => name.startsWith('model-'));
    expect(shards.at(-1)).toBe(
      `model-${String(shards.length).padStart(5, '0')}-of-${String(shards.length).padStart(5, '0')}.safetensors`,
    );
    const { metadata, weight_map } = JSON.parse(String(await read('model.safetensors.index.json')));
    expect(metadata.total_size).toBe(model.arena.parameterCount * (dtype === 'float32' ? 4 : 2));
    expect(Object.keys(weight_map)).toEqual(Array.from(model.arena.parts(), ([name]) => name).sort());
    await using checkpoint = await openCheckpoint(directory);
    expect(checkpoint.files).toHaveLength(shards.length);
    if (dtype === 'float32') {
      expect(hasSameBits((await loadSequenceClassifier(directory)).arena.data, model.arena.data)).toBe(true);
    }
  });

  it('gives a parameter that is too large a file of its own, and writes one file where one is enough', async () => {
    await saveModel(model, directory, { maxShardBytes: 1 });
    expect((await list()).filter((name) => name.startsWith('model-'))).toHaveLength([...model.arena.parts()].length);
    await saveModel(model, directory, { maxShardBytes: 1e9 });
    expect(await list()).toEqual(['config.json', 'model.safetensors']);
  });

  it('removes weights that would be read instead, and nothing else', async () => {
    await saveModel(model, directory);
    const other = BertForSequenceClassification.initialize(TINY_CONFIG, { seed: 2 });
    await saveModel(other, directory, { maxShardBytes: 1_000 });
    expect(await list()).not.toContain('model.safetensors');
    expect(hasSameBits((await loadSequenceClassifier(directory)).arena.data, other.arena.data)).toBe(true);
    await saveModel(model, directory, { maxShardBytes: 2_000 });
    const { files } = await openCheckpoint(directory).then(async (checkpoint) => {
      await checkpoint.close();
      return checkpoint;
    });
    expect((await list()).length).toBe(files.length + 2);
  });

  it('refuses what the dtype has not got, and leaves the old files', async () => {
    await saveModel(model, directory);
    const before = (await stat(join(directory, 'model.safetensors'))).mtimeMs;
    const large = BertForSequenceClassification.initialize(TINY_CONFIG, { seed: 2 });
    large.arena.get('classifier.bias').data[1] = 70_000;
    await expect(saveModel(large, directory, { dtype: 'float16' })).rejects.toThrow(InputError);
    expect((await stat(join(directory, 'model.safetensors'))).mtimeMs).toBe(before);
    expect(await list()).toEqual(['config.json', 'model.safetensors']);
    await expect(saveModel(model, directory, { maxShardBytes: 0 })).rejects.toThrow(ConfigError);
  });
});
