import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, FormatError, InputError, OutputError } from '@bertsmith/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasSameBits } from '../../test/distance.js';
import { referenceDirectory } from '../../test/reference-model.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { BertForSequenceClassification } from '../models/bert-for-sequence-classification.js';
import { loadSequenceClassifier } from './load-model.js';
import { loadConfig, saveModel } from './model-directory.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'model-'));
});
afterEach(() => rm(directory, { recursive: true }));

const readConfig = async () => JSON.parse(await readFile(join(directory, 'config.json'), 'utf8'));

/** The model that transformers wrote, with other fields in its configuration. */
async function copyReference(fields: object): Promise<void> {
  await cp(referenceDirectory('relu'), directory, { recursive: true });
  const config = { ...(await readConfig()), ...fields };
  await writeFile(join(directory, 'config.json'), JSON.stringify(config));
}

describe('saveModel and loadSequenceClassifier', () => {
  it('give back the model bit for bit', async () => {
    const model = BertForSequenceClassification.initialize(TINY_CONFIG, { seed: 1 });
    const target = join(directory, 'made', 'on the way');
    await saveModel(model, target);
    const loaded = await loadSequenceClassifier(target);
    expect(hasSameBits(loaded.arena.data, model.arena.data)).toBe(true);
    expect(loaded.config).toMatchObject({ ...TINY_CONFIG, unknownFields: { dtype: 'float32' } });
    expect((await readdir(target)).sort()).toEqual(['config.json', 'model.safetensors']);
  });

  it('give back the parameters and the configuration that transformers wrote', async () => {
    await saveModel(await loadSequenceClassifier(referenceDirectory('gelu')), directory);
    const parametersIn = async (from: string) => (await loadSequenceClassifier(from)).arena.data;
    expect(hasSameBits(await parametersIn(directory), await parametersIn(referenceDirectory('gelu')))).toBe(true);
    const original = JSON.parse(await readFile(join(referenceDirectory('gelu'), 'config.json'), 'utf8'));
    expect(await readConfig()).toEqual(original);
  });

  it('say float32 of what is written as float32, or transformers would narrow it', async () => {
    await copyReference({ dtype: 'float16', torch_dtype: 'float16' });
    await saveModel(await loadSequenceClassifier(directory), directory);
    expect(await readConfig()).toMatchObject({ dtype: 'float32' });
    expect(await readConfig()).not.toHaveProperty('torch_dtype');
  });

  it('leave no half-written file when the system refuses', async () => {
    await mkdir(join(directory, 'config.json', 'in the way'), { recursive: true });
    const model = BertForSequenceClassification.initialize(TINY_CONFIG, { seed: 1 });
    await expect(saveModel(model, directory)).rejects.toThrow(OutputError);
    expect((await readdir(directory)).sort()).toEqual(['config.json', 'model.safetensors']);
  });

  it('name a place that cannot be written', async () => {
    await writeFile(join(directory, 'file'), '');
    const model = BertForSequenceClassification.initialize(TINY_CONFIG, { seed: 1 });
    await expect(saveModel(model, join(directory, 'file', 'model'))).rejects.toThrow(OutputError);
  });
});

describe('loadSequenceClassifier', () => {
  it('takes a classifier without labels to have two: transformers does not write the names that it makes up', async () => {
    await saveModel(
      BertForSequenceClassification.initialize({ ...TINY_CONFIG, labels: ['a', 'b'] }, { seed: 1 }),
      directory,
    );
    const { id2label: _, label2id: __, ...rest } = await readConfig();
    await writeFile(join(directory, 'config.json'), JSON.stringify(rest));
    expect((await loadSequenceClassifier(directory)).config.labels).toEqual(['LABEL_0', 'LABEL_1']);
  });

  it.each([
    ['architectures', ['BertModel'], '"BertModel"'],
    ['architectures', 'BertForMaskedLM', '"BertForMaskedLM"'],
    ['architectures', ['BertModel', 3], '"BertModel"'],
  ])('refuses another kind of model: %s %j', async (field, value, found) => {
    await copyReference({ [field]: value });
    const failure = await loadSequenceClassifier(directory).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as ConfigError).message).toContain(join(directory, `config.json: ${field}: expected "`));
    expect((failure as ConfigError).message).toContain(`found ${found}: it is another kind of model`);
  });

  it('takes a configuration that names no architecture', async () => {
    await copyReference({ architectures: null, problem_type: null });
    expect((await loadSequenceClassifier(directory)).config.hiddenAct).toBe('relu');
  });

  it('says what does not fit when configuration and weights are of different models', async () => {
    await copyReference({ intermediate_size: 16 });
    await expect(loadSequenceClassifier(directory)).rejects.toThrow(
      /model.safetensors: tensor 'bert.encoder.layer.0.intermediate.dense.weight' has the shape \[12, 8\], .* \[16, 8\]/,
    );
    await copyReference({ num_hidden_layers: 2 });
    await expect(loadSequenceClassifier(directory)).rejects.toThrow(
      /missing: bert.encoder.layer.1.attention.self.query.weight, .* and 12 more; unexpected: none/,
    );
  });

  it('names a file that is not there, or is damaged', async () => {
    await expect(loadSequenceClassifier(join(directory, 'nowhere'))).rejects.toThrow(InputError);
    await copyReference({});
    await rm(join(directory, 'model.safetensors'));
    await expect(loadSequenceClassifier(directory)).rejects.toThrow(InputError);
    await writeFile(join(directory, 'config.json'), '{"hidden_size": ');
    await expect(loadSequenceClassifier(directory)).rejects.toThrow(FormatError);
    await expect(loadConfig(directory)).rejects.toThrow(`${join(directory, 'config.json')}: not JSON`);
  });
});
