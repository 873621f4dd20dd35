import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { FormatError, InputError, ShapeError, tensor } from '@bertsmith/tensor';
import { saveSafetensors } from '@bertsmith/tensor/files';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NUMBER_ENCODER } from '../../test/number-encoder.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { BertForMaskedLM } from '../models/bert-for-masked-lm.js';
import { FeatureExtractor } from '../pipelines/feature-extractor.js';
import { openFeatures } from './feature-file.js';
import { saveFeatures } from './save-features.js';

const TEXTS = ['7 8', '3 4 5 6', '9', '5 5', '11', '10 9 8'];
/** `[CLS]`, six words at most in two positions less, `[SEP]`. */
const TOKENS = [4, 6, 3, 4, 3, 5];

let extractor: FeatureExtractor;
let directory: string;
let path: string;

beforeAll(async () => {
  const model = BertForMaskedLM.initialize(TINY_CONFIG, { seed: 4 });
  const backend = createOnnxRuntimeBackend();
  extractor = await FeatureExtractor.create({ model, tokenizer: NUMBER_ENCODER, backend, threads: 1, layers: [2, 0] });
});
afterAll(() => extractor.dispose());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'features-'));
  path = join(directory, 'corpus.safetensors');
});
afterEach(() => rm(directory, { recursive: true }));

describe('saveFeatures', () => {
  it('writes what extract gives, and each text is read back by itself', async () => {
    const saved = await saveFeatures(path, extractor, TEXTS, { chunkSize: 1 });
    expect(saved).toEqual({ texts: 6, tokens: TOKENS.reduce((sum, each) => sum + each) });
    await using file = await openFeatures(path);
    expect(file).toMatchObject({ ...saved, layers: [2, 0], hiddenSize: TINY_CONFIG.hiddenSize });
    for (const index of [5, 0, 3, 1, 4, 2]) {
      const [expected] = await extractor.extract([TEXTS[index] as string]);
      const actual = await file.read(index);
      expect(actual).toEqual(expected);
      expect(actual.ids).toHaveLength(TOKENS[index] as number);
    }
    expect(await readdir(directory)).toEqual(['corpus.safetensors']);
  });

  it('holds a chunk of texts: by the time a later one is asked for, those before are in the file', async () => {
    const width = 2 * TINY_CONFIG.hiddenSize * Float32Array.BYTES_PER_ELEMENT;
    const chunk = 32;
    let largestBacklog = 0;
    async function* corpus() {
      for (let index = 0; index < 500; index++) {
        const [temporary] = (await readdir(directory)).sort();
        const sizes = await Promise.all((await readdir(directory)).map((name) => stat(join(directory, name))));
        const written = Math.max(0, ...sizes.map(({ size }) => size)) / (3 * width);
        expect(temporary).toMatch(/\.tmp$/);
        largestBacklog = Math.max(largestBacklog, index - written);
        yield '9';
      }
    }
    await saveFeatures(path, extractor, corpus());
    // The header takes the room of a text or two.
    expect(largestBacklog).toBeLessThanOrEqual(chunk);
    expect(largestBacklog).toBeGreaterThan(chunk / 2);
  });

  it('writes a file without texts', async () => {
    expect(await saveFeatures(path, extractor, [])).toEqual({ texts: 0, tokens: 0 });
    await using file = await openFeatures(path);
    expect(file.texts).toBe(0);
    await expect(file.read(0)).rejects.toThrow(ShapeError);
  });

  it('leaves nothing when a text is empty, the corpus fails, or the signal aborts', async () => {
    await expect(saveFeatures(path, extractor, ['7', ' '])).rejects.toThrow(InputError);
    async function* broken() {
      yield '7';
      throw new RangeError('the disk fell off');
    }
    await expect(saveFeatures(path, extractor, broken(), { chunkSize: 1 })).rejects.toThrow('the disk fell off');
    const controller = new AbortController();
    function* aborted() {
      for (let index = 0; index < 100; index++) {
        if (index === 50) controller.abort();
        yield '8';
      }
    }
    await expect(saveFeatures(path, extractor, aborted(), { signal: controller.signal })).rejects.toThrow('aborted');
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('openFeatures', () => {
  const parts = (overrides: object) =>
    Object.entries({
      hidden_states: tensor('float32', [3, 1, 2], new Float32Array(6)),
      input_ids: tensor('int32', [3], new Int32Array(3)),
      text_ends: tensor('int64', [2], BigInt64Array.of(1n, 3n)),
      ...overrides,
    });

  it.each([
    ['other states than tokens', { input_ids: tensor('int32', [2], new Int32Array(2)) }],
    ['ids of another dtype', { input_ids: tensor('int64', [3], new BigInt64Array(3)) }],
    ['states of another rank', { hidden_states: tensor('float32', [3, 2], new Float32Array(6)) }],
  ])('refuses %s', async (_, overrides) => {
    await saveSafetensors(path, parts(overrides), { layers: '0' });
    await expect(openFeatures(path)).rejects.toThrow(FormatError);
    await expect(openFeatures(path)).rejects.toThrow('it is no file of features');
  });

  it('refuses a file of weights', async () => {
    await saveSafetensors(path, [['weight', tensor('float32', [1], new Float32Array(1))]]);
    await expect(openFeatures(path)).rejects.toThrow(FormatError);
  });

  it.each([
    [[1n, 9n], 1, 'text 1 has the tokens from 1 to 9 of 3'],
    [[2n, 1n], 1, 'text 1 has the tokens from 2 to 1 of 3'],
    [[-1n, 1n], 1, 'text 1 has the tokens from -1 to 1 of 3'],
  ])('refuses texts that end at %s', async (ends, index, message) => {
    await saveSafetensors(path, parts({ text_ends: tensor('int64', [2], BigInt64Array.from(ends)) }), { layers: '0' });
    await using file = await openFeatures(path);
    await expect(file.read(index)).rejects.toThrow(message);
    await expect(file.read(2)).rejects.toThrow(`there is no text 2 in '${path}': they are 0 to 1`);
  });
});
