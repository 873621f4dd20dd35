import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, FormatError, readSafetensors } from '@bertsmith/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkpointPath } from '../../test/checkpoint-fixtures.js';
import { hasSameBits } from '../../test/distance.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import {
  BertForMaskedLM,
  BertForPreTraining,
  BertForQuestionAnswering,
  BertForSequenceClassification,
  BertForSequenceClassificationWithFeatures,
  BertForTokenClassification,
  BertModel,
} from '../index.js';
import { describeModelDirectory, loadModel } from './load-model.js';
import { loadSentenceEmbedder } from './load-sentence-embedder.js';
import { loadWeights } from './loading/load-weights.js';
import { saveModel } from './model-directory.js';

const MODELS = [
  BertModel,
  BertForMaskedLM,
  BertForPreTraining,
  BertForQuestionAnswering,
  BertForSequenceClassification,
  BertForTokenClassification,
] as const;

const NAME = 'bert.encoder.layer.1.output.dense.weight';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'load-model-'));
});
afterEach(() => rm(directory, { recursive: true }));

const edit = async (file: string, change: (json: Record<string, unknown>) => object) => {
  const path = join(directory, file);
  await writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>)));
};

describe('loadModel', () => {
  it.each(MODELS.map((each) => [each.name, each] as const))('gives a %s back, bit for bit', async (name, kind) => {
    const model = kind.initialize(TINY_CONFIG, { seed: 6 });
    await saveModel(model, directory);
    const loaded = await loadModel(directory);
    expect(loaded.model).toBeInstanceOf(kind);
    expect(loaded.model.architecture).toBe(name);
    expect(loaded).toMatchObject({ missing: [], unexpected: [], warnings: [] });
    expect(hasSameBits(loaded.model.arena.data, model.arena.data)).toBe(true);
  });

  it('begins a fresh head for other labels, keeps one for the same, and lets one without names have some', async () => {
    const named = (labels: readonly string[]) =>
      BertForSequenceClassification.initialize({ ...TINY_CONFIG, labels }, { seed: 6 });
    const saved = named(['no', 'yes']);
    await saveModel(saved, directory);
    const head = 'classifier.weight';
    for (const labels of [
      ['good', 'bad'],
      ['yes', 'no'],
      ['no', 'yes', 'perhaps'],
    ]) {
      const { model, missing, warnings } = await loadModel(directory, { labels });
      expect(missing).toEqual(['classifier.weight', 'classifier.bias']);
      expect(warnings.join('\n')).toContain('not used: classifier.bias, classifier.weight');
      expect(model.config.labels).toEqual(labels);
      expect(hasSameBits(model.arena.get(NAME).data, saved.arena.get(NAME).data)).toBe(true);
    }
    expect(await loadModel(directory, { labels: ['no', 'yes'] })).toMatchObject({ missing: [] });
    const unnamed = named(['LABEL_0', 'LABEL_1']);
    await saveModel(unnamed, directory);
    const { model, missing } = await loadModel(directory, { labels: ['no', 'yes'] });
    expect(missing).toEqual([]);
    expect(hasSameBits(model.arena.get(head).data, unnamed.arena.get(head).data)).toBe(true);
  });

  it("gives what PyTorch's own file has, where a directory has no other", async () => {
    const sizes = { vocabSize: 10, hiddenSize: 4, numHiddenLayers: 1, numAttentionHeads: 2, intermediateSize: 6 };
    const config = { ...TINY_CONFIG, ...sizes, maxPositionEmbeddings: 5, labels: [] };
    const model = new BertForPreTraining(config);
    await loadWeights(checkpointPath('expected.safetensors'), model.arena);
    await saveModel(model, directory);
    await rm(join(directory, 'model.safetensors'));
    await cp(checkpointPath('state-dict.bin'), join(directory, 'pytorch_model.bin'));
    expect(await readdir(directory)).toEqual(['config.json', 'pytorch_model.bin']);
    const loaded = await loadModel(directory);
    expect(loaded.model).toBeInstanceOf(BertForPreTraining);
    expect(loaded).toMatchObject({ missing: [], unexpected: [], warnings: [] });
    expect(hasSameBits(loaded.model.arena.data, model.arena.data)).toBe(true);
  });

  it('saves the encoder alone without a prefix, as transformers does, with and without its pooler', async () => {
    await saveModel(BertModel.initialize(TINY_CONFIG, { seed: 1 }), directory);
    const { tensors } = readSafetensors(await readFile(join(directory, 'model.safetensors')));
    expect([...tensors.keys()]).toContain('encoder.layer.0.attention.self.query.weight');
    expect((await loadModel(directory, { architecture: 'BertModel' })).model.hasPooler).toBe(true);
    await saveModel(new BertModel(TINY_CONFIG, { hasPooler: false }), directory);
    expect((await loadModel(directory, { architecture: 'BertModel' })).model.hasPooler).toBe(false);
  });

  it('puts a fresh head on an encoder, the same for the same seed, and says so', async () => {
    const pretrained = BertForPreTraining.initialize(TINY_CONFIG, { seed: 2 });
    await saveModel(pretrained, directory);
    const load = (seed: number) =>
      loadModel(directory, { architecture: 'BertForSequenceClassification', labels: ['a', 'b'], seed });
    const [first, same, other] = [await load(1), await load(1), await load(2)];
    expect(first.missing).toEqual(['classifier.weight', 'classifier.bias']);
    expect(first.unexpected).toContain('cls.seq_relationship.weight');
    expect(first.warnings).toHaveLength(2);
    const head = 'classifier.weight';
    expect(first.model.arena.get(NAME).data).toEqual(pretrained.arena.get(NAME).data);
    expect(first.model.arena.get(head).data).toEqual(same.model.arena.get(head).data);
    expect(first.model.arena.get(head).data).not.toEqual(other.model.arena.get(head).data);
  });

  it('has no fresh parameters in the encoder', async () => {
    await saveModel(BertModel.initialize({ ...TINY_CONFIG, numHiddenLayers: 1 }, { seed: 1 }), directory);
    await edit('config.json', (json) => ({ ...json, num_hidden_layers: 2 }));
    const loading = loadModel(directory, { architecture: 'BertForMaskedLM' });
    await expect(loading).rejects.toThrow(FormatError);
    await expect(loading).rejects.toThrow(/missing: bert\.encoder\.layer\.1\./);
  });

  it('leaves the head for the next sentence of a masked language model aside, and says so', async () => {
    await saveModel(BertForPreTraining.initialize(TINY_CONFIG, { seed: 2 }), directory);
    await edit('config.json', (json) => ({ ...json, architectures: ['BertForMaskedLM'] }));
    const { model, unexpected } = await loadModel(directory);
    expect(model).toBeInstanceOf(BertForMaskedLM);
    expect(unexpected).toContain('cls.seq_relationship.bias');
  });

  it('does not take the head of one task for that of another', async () => {
    await saveModel(BertForTokenClassification.initialize(TINY_CONFIG, { seed: 3 }), directory);
    const loaded = await loadModel(directory, { architecture: 'BertForSequenceClassification', labels: ['no', 'yes'] });
    expect(loaded.missing).toEqual(expect.arrayContaining(['bert.pooler.dense.weight', 'classifier.weight']));
    expect(loaded.unexpected.toSorted()).toEqual(['classifier.bias', 'classifier.weight']);
    expect(loaded.warnings.at(-1)).toMatch(
      /not used: classifier\.(weight|bias), classifier\.(weight|bias), of another head/,
    );
    expect(loaded.model.arena.get('bert.pooler.dense.weight').data.some((value) => value !== 0)).toBe(true);
  });

  it('leaves a pooler aside that an older file has under a head that does not read it', async () => {
    await saveModel(BertForSequenceClassification.initialize(TINY_CONFIG, { seed: 3 }), directory);
    await edit('config.json', (json) => ({ ...json, architectures: ['BertForTokenClassification'] }));
    const { model, unexpected } = await loadModel(directory);
    expect(model).toBeInstanceOf(BertForTokenClassification);
    expect(unexpected.toSorted()).toEqual(['bert.pooler.dense.bias', 'bert.pooler.dense.weight']);
  });

  it('has as many features as the weights, or as it is told to have where they have none', async () => {
    const architecture = 'BertForSequenceClassificationWithFeatures';
    const saved = BertForSequenceClassificationWithFeatures.initialize(TINY_CONFIG, { seed: 3, numFeatures: 7 });
    saved.arena.get('feature_classifier.weight').data.fill(0.5);
    await saveModel(saved, directory);
    const { model } = await loadModel(directory, { architecture });
    expect(model.numFeatures).toBe(7);
    expect(model.arena.data).toEqual(saved.arena.data);
    const plain = await loadModel(directory, { architecture: 'BertForSequenceClassification', seed: 4 });
    expect(plain.unexpected).toContain('feature_classifier.weight');
    await saveModel(plain.model, directory);
    await expect(loadModel(directory, { architecture })).rejects.toThrow("no 'feature_classifier.weight', whose rows");
    const fresh = await loadModel(directory, { architecture, numFeatures: 2 });
    expect(fresh.missing).toContain('feature_classifier.weight');
    expect([...fresh.model.arena.get('feature_classifier.weight').data]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('names a kind of model that there is not, and takes a configuration without one for an encoder', async () => {
    await saveModel(BertModel.initialize(TINY_CONFIG, { seed: 1 }), directory);
    await edit('config.json', (json) => ({ ...json, architectures: ['BertLMHeadModel'] }));
    await expect(loadModel(directory)).rejects.toThrow(ConfigError);
    await expect(loadModel(directory)).rejects.toThrow('found "BertLMHeadModel": it is another kind of model');
    await edit('config.json', ({ architectures: _, ...rest }) => rest);
    expect((await loadModel(directory)).model).toBeInstanceOf(BertModel);
  });
});

describe('describeModelDirectory', () => {
  it('tells what loadModel would make, by config.json alone', async () => {
    await saveModel(BertForMaskedLM.initialize(TINY_CONFIG, { seed: 6 }), directory);
    await rm(join(directory, 'model.safetensors'));
    const { architecture, config } = await describeModelDirectory(directory);
    expect([architecture, config.vocabSize]).toEqual(['BertForMaskedLM', TINY_CONFIG.vocabSize]);
    await edit('config.json', ({ architectures: _, ...rest }) => rest);
    expect((await describeModelDirectory(directory)).architecture).toBe('BertModel');
    await edit('config.json', (json) => ({ ...json, architectures: ['BertLMHeadModel'] }));
    await expect(describeModelDirectory(directory)).rejects.toThrow(ConfigError);
  });
});

describe('loadSentenceEmbedder', () => {
  const modules = (...types: string[]) =>
    JSON.stringify(
      types.map((type, idx) => ({ idx, type: `sentence_transformers.models.${type}`, path: `${idx}_${type}` })),
    );

  beforeEach(() => saveModel(BertForMaskedLM.initialize(TINY_CONFIG, { seed: 1 }), directory));

  it('pools by the mean of any encoder, unless it is told otherwise', async () => {
    const { model, maxLength, unexpected } = await loadSentenceEmbedder(directory);
    expect([model.pooling, model.normalize, maxLength]).toEqual(['mean', false, TINY_CONFIG.maxPositionEmbeddings]);
    expect(unexpected).toContain('cls.predictions.bias');
    expect((await loadSentenceEmbedder(directory, { pooling: 'cls' })).model.pooling).toBe('cls');
  });

  it('does as the files of sentence-transformers say', async () => {
    await mkdir(join(directory, '1_Pooling'));
    await writeFile(join(directory, 'modules.json'), modules('Transformer', 'Pooling', 'Normalize'));
    await writeFile(
      join(directory, '1_Pooling/config.json'),
      '{"pooling_mode_cls_token": false, "pooling_mode_max_tokens": true}',
    );
    await writeFile(join(directory, 'sentence_bert_config.json'), '{"max_seq_length": 4}');
    const { model, maxLength } = await loadSentenceEmbedder(directory);
    expect([model.pooling, model.normalize, maxLength]).toEqual(['max', true, 4]);
    await writeFile(join(directory, '1_Pooling/config.json'), '{"pooling_mode_mean_sqrt_len_tokens": true}');
    await expect(loadSentenceEmbedder(directory)).rejects.toThrow('found pooling_mode_mean_sqrt_len_tokens');
    await writeFile(join(directory, 'modules.json'), modules('Transformer', 'Dense'));
    await expect(loadSentenceEmbedder(directory)).rejects.toThrow(
      "there is no module 'sentence_transformers.models.Dense' here",
    );
    for (const damaged of ['{', '{}', '[null]', '["1_Pooling"]']) {
      await writeFile(join(directory, 'modules.json'), damaged);
      await expect(loadSentenceEmbedder(directory), damaged).rejects.toThrow(FormatError);
      await expect(loadSentenceEmbedder(directory), damaged).rejects.toThrow(/modules\.json: /);
    }
  });
});
