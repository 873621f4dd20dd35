import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BertForSequenceClassification, presetConfig } from '@bertsmith/bert-core';
import { saveModel } from '@bertsmith/bert-core/files';
import { type NamedTensor, zeros } from '@bertsmith/tensor';
import { saveSafetensors } from '@bertsmith/tensor/files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBertsmith } from './run-bertsmith.js';

const TIMEOUT_MS = 60_000;

/** `torch.save` of a BERT of one layer of width 4. */
const PYTORCH_FILE = fileURLToPath(
  new URL('../../bert-core/test/fixtures/checkpoints/state-dict.bin', import.meta.url),
);

let folder: string;

const MIXED: NamedTensor[] = [
  ['embeddings.position_ids', zeros('int64', [1, 8])],
  ['pooler.dense.bias', zeros('float16', [4])],
  ['pooler.dense.weight', zeros('float32', [4, 4])],
  ['scale', zeros('float32', [])],
];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-inspect-'));
  await saveSafetensors(join(folder, 'mixed.safetensors'), MIXED);
  const config = presetConfig('tiny', { vocabSize: 7, labels: ['a', 'b'] });
  await saveModel(BertForSequenceClassification.initialize(config, { seed: 1 }), join(folder, 'model'));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function inspect(args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await runBertsmith(['inspect', ...args], { cwd: folder });
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

describe('bertsmith inspect', { timeout: TIMEOUT_MS }, () => {
  it('lists the tensors of a file, and the totals of each dtype', async () => {
    expect(await inspect(['mixed.safetensors'])).toBe(
      [
        'name                     dtype    shape   parameters  bytes',
        'embeddings.position_ids  int64    [1, 8]           8     64',
        'pooler.dense.weight      float32  [4, 4]          16     64',
        'scale                    float32  []               1      4',
        'pooler.dense.bias        float16  [4]              4      8',
        '',
        'dtype    tensors  parameters  bytes',
        'float32        2          17     68   68 B',
        'int64          1           8     64   64 B',
        'float16        1           4      8    8 B',
        'total          4          29    140  140 B',
        '',
      ].join('\n'),
    );
  });

  it('shows the main sizes of a model directory', async () => {
    const shown = await inspect(['model']);
    expect(shown).toMatch(/^modelType +bert\narchitectures +BertForSequenceClassification\nnumHiddenLayers +2\n/);
    expect(shown).toMatch(/\nbert\.embeddings\.word_embeddings\.weight +float32 +\[7, 128\] +896 +3,584\n/);
    expect(shown).toMatch(/\ntotal +\d+ +480,258 +1,921,032 +1\.9 MB\n$/);
  });

  it('prints all of it as JSON', async () => {
    const result = JSON.parse(await inspect(['model', '--json'])) as Record<string, unknown>;
    expect(result).toMatchObject({
      path: 'model',
      configuration: { modelType: 'bert', hiddenSize: 128, numAttentionHeads: 2, hiddenAct: 'gelu', vocabSize: 7 },
      dtypes: { float32: { parameters: 480_258 } },
      total: { parameters: 480_258, bytes: 1_921_032 },
    });
    expect(result.tensors).toContainEqual({
      name: 'classifier.bias',
      dtype: 'float32',
      shape: [2],
      parameters: 2,
      bytes: 8,
      file: 'model.safetensors',
    });
  });

  it('puts the shards of an index together', async () => {
    const directory = mkdtempSync(join(folder, 'sharded-'));
    const files = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'] as const;
    await saveSafetensors(join(directory, files[0]), MIXED.slice(0, 1));
    await saveSafetensors(join(directory, files[1]), MIXED.slice(1));
    const map = Object.fromEntries(MIXED.map(([name], at) => [name, files[at === 0 ? 0 : 1]]));
    writeFileSync(join(directory, 'model.safetensors.index.json'), JSON.stringify({ weight_map: map }));
    const { tensors, configuration } = JSON.parse(await inspect([directory, '--json'])) as {
      tensors: { file: string }[];
      configuration: unknown;
    };
    expect(tensors.map(({ file }) => file)).toEqual([files[0], files[1], files[1], files[1]]);
    expect(configuration).toBeNull();
    rmSync(join(directory, files[1]));
    const { status, stderr } = await runBertsmith(['inspect', directory]);
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^error: cannot read '.*00002-of-00002.*': it does not exist/),
    ]);
  });

  it("reads PyTorch's files, in a directory and by themselves", async () => {
    const directory = mkdtempSync(join(folder, 'pytorch-'));
    cpSync(PYTORCH_FILE, join(directory, 'pytorch_model.bin'));
    writeFileSync(join(directory, 'config.json'), '{"model_type": "bert"}');
    const ofDirectory = await inspect([directory]);
    expect(ofDirectory).toMatch(/^modelType +bert\n/);
    expect(ofDirectory).toMatch(/\nbert\.embeddings\.word_embeddings\.weight +float32 +\[10, 4\] +40 +160\n/);
    const { tensors } = JSON.parse(await inspect([join(directory, 'pytorch_model.bin'), '--json'])) as {
      tensors: { name: string; file: string }[];
    };
    expect(tensors).toContainEqual(
      expect.objectContaining({ name: 'cls.predictions.bias', file: expect.stringContaining('pytorch_model.bin') }),
    );
  });

  const cases: [string, () => string, RegExp][] = [
    ['nothing there', () => 'nowhere', /cannot read 'nowhere': it does not exist/],
    [
      'an empty directory',
      () => mkdtempSync(join(folder, 'empty-')),
      /it has none of model\.safetensors, .*pytorch_model\.bin/,
    ],
    ['what is no safetensors file', () => join(folder, 'model', 'config.json'), /config\.json/],
  ];

  it.each(cases)('says in one line when it is given %s', async (_, path, message) => {
    const { status, stdout, stderr } = await runBertsmith(['inspect', path()], { cwd: folder });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error: [^\n]*\n$/);
    expect(stderr).toMatch(message);
  });
});
