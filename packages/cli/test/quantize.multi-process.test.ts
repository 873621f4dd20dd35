/** `bertsmith quantize` over a table: from a trained model to smaller ones that other commands take. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BertModel, presetConfig } from '@bertsmith/bert-core';
import { saveModel } from '@bertsmith/bert-core/files';
import { loadTokenizer, saveTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { animalRows } from './animal-rows.js';
import { runBertsmith } from './run-bertsmith.js';

const TIMEOUT_MS = 120_000;
const TASK = ['--task', 'csv:animals.csv,text=text,label=kind'];
const SIZE = ['--max-length', '16'];

let folder: string;
const run = (...args: string[]) => runBertsmith(args, { cwd: folder });
const quantizing = (output: string, ...args: string[]) =>
  run('quantize', '--model', 'whole', '--output', output, ...args);

async function quantized(output: string, ...args: string[]) {
  const { status, stdout, stderr } = await quantizing(output, ...args, '--json');
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-quantize-'));
  const rows = [
    ...animalRows(['carp', 'perch', 'trout', 'eel'], 'fish'),
    ...animalRows(['heron', 'lark', 'finch', 'wren'], 'bird'),
  ];
  writeFileSync(join(folder, 'animals.csv'), `text,kind\n${rows.join('\n')}\n`);
  const settings = [...SIZE, '--batch-size', '8', '--vocab-size', '200', '--epochs', '12', '--learning-rate', '1e-3'];
  const trained = await run('train', ...TASK, ...settings, '--output', 'whole');
  expect(trained.status, trained.stderr).toBe(0);
  await makeEncoder();
}, TIMEOUT_MS);
afterAll(() => rmSync(folder, { recursive: true }));

/** A directory of sentence-transformers. */
async function makeEncoder(): Promise<void> {
  const tokenizer = await loadTokenizer(join(folder, 'whole'));
  const config = presetConfig('tiny', { vocabSize: tokenizer.vocabulary.size, maxPositionEmbeddings: 64 });
  await saveModel(BertModel.initialize(config, { seed: 1 }), join(folder, 'encoder'));
  await saveTokenizer(tokenizer, join(folder, 'encoder'));
  mkdirSync(join(folder, 'encoder/1_Pooling'));
  const modules = [
    { type: 'x.Pooling', path: '1_Pooling/' },
    { type: 'x.Normalize', path: '../whole' },
  ];
  writeFileSync(join(folder, 'encoder/modules.json'), JSON.stringify(modules));
  writeFileSync(join(folder, 'encoder/1_Pooling/config.json'), JSON.stringify({ pooling_mode_cls_token: true }));
}

describe('bertsmith quantize', { timeout: TIMEOUT_MS }, () => {
  it('measures a model before and after, and leaves one that other commands take', async () => {
    const record = await quantized('int8', '--method', 'static', ...TASK, '--calibration', '20', '--max-drop', '0.5');
    expect(record).toMatchObject({ model: 'int8', from: 'whole', method: 'static', metric: 'accuracy' });
    expect(record).toMatchObject({ layersInFloat: ['classifier'], calibrationRows: 20, maxDrop: 0.5, isDropMet: true });
    for (const each of [record.before, record.after]) {
      for (const figure of ['fileBytes', 'latencyMsMedian', 'textsPerSecond', 'peakRssBytes', 'accuracy']) {
        expect(each[figure], figure).toBeGreaterThan(0);
      }
    }
    expect(record.after.fileBytes).toBeLessThan(0.35 * record.before.fileBytes);
    expect(record.agreement).toBe(1);
    const layer = record.layers.find(({ name }: { name: string }) => name.endsWith('layer.0.intermediate.dense'));
    expect(layer).toMatchObject({ format: 'static-int8', signalToNoiseDb: expect.any(Number) });
    expect(record.layers.at(-1)).toMatchObject({ name: 'classifier', format: 'float32', whyFloat: 'narrow' });
    const evaluated = await run('evaluate', '--model', 'int8', ...TASK, '--json');
    expect(JSON.parse(evaluated.stdout).accuracy).toBe(record.after.accuracy);
    const [predicted, embedded, inspected] = [
      await run('predict', '--model', 'int8', '--json', 'an old trout'),
      await run('embed', '--model', 'int8', '--json', 'an old trout'),
      await run('inspect', 'int8', '--json'),
    ];
    expect(JSON.parse(predicted.stdout)).toMatchObject({ label: 'fish' });
    expect(JSON.parse(embedded.stdout).embedding).toHaveLength(128);
    expect(Object.keys(JSON.parse(inspected.stdout).dtypes)).toContain('int8');
    expect(JSON.parse(inspected.stdout).configuration.hiddenSize).toBe(128);
  });

  it('repeats itself from its own settings, and says all of it to people', async () => {
    await quantized('first', '--method', 'weight-int4', ...TASK, ...SIZE);
    const config = join(folder, 'first/training_config.yaml');
    const { status, stdout, stderr } = await run('quantize', '--config', config, '--output', 'second');
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^layer +format +bytes +of float +signal to noise\n/);
    expect(stdout).toMatch(/\nbert\.embeddings\.word_embeddings +int4-table +[\d.]+ kB +\d+ % +[\d.]+ dB\n/);
    expect(stdout).toMatch(/\nclassifier +float32 +[\d.]+ k?B +100 % +-\n/);
    expect(stdout).toMatch(/accuracy, 4 examples +[\d.]+ +[\d.]+\n/);
    expect(stdout).toMatch(/same answers +[\d.]+ %\nin float +classifier: it has few outputs/);
    expect(readdirSync(join(folder, 'second'))).toEqual(readdirSync(join(folder, 'first')));
  });

  it('needs no task for an encoder, which goes on as an embedder', async () => {
    const record = await quantized('vectors', '--model', 'encoder', '--method', 'fp16');
    expect(record).not.toHaveProperty('agreement');
    expect(record.after).not.toHaveProperty('accuracy');
    expect(record.after.textsPerSecond).toBeGreaterThan(0);
    expect(record.layers[0].signalToNoiseDb).toBeGreaterThan(60);
    expect(existsSync(join(folder, 'vectors/1_Pooling/config.json'))).toBe(true);
    expect(existsSync(join(folder, 'whole/config.json'))).toBe(true);
    const vectors = [];
    for (const model of ['encoder', 'vectors']) {
      const { stdout, stderr, status } = await run('embed', '--model', model, '--json', 'the grey wren');
      expect(status, stderr).toBe(0);
      vectors.push(JSON.parse(stdout).embedding as number[]);
    }
    const [exact = [], near = []] = vectors;
    expect(Math.hypot(...near)).toBeCloseTo(1, 4);
    expect(near.reduce((sum, value, index) => sum + value * (exact[index] as number), 0)).toBeGreaterThan(0.999);
  });

  it('replaces a model only when asked to, whole', async () => {
    cpSync(join(folder, 'whole'), join(folder, 'old'), { recursive: true });
    const refused = await quantizing('old', '--method', 'dynamic');
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringMatching(/'old' is not empty.*--overwrite/)]);
    await quantized('old', '--method', 'dynamic', '--overwrite');
    expect(readdirSync(join(folder, 'old'))).not.toContain('model.safetensors');
    const again = await run('quantize', '--model', 'old', '--method', 'dynamic', '--output', 'twice');
    expect([again.status, again.stderr]).toEqual([1, expect.stringMatching(/^error: old: the weights are quantized/)]);
    expect(existsSync(join(folder, 'twice'))).toBe(false);
    const exported = await run('export', '--model', 'old', '--output', 'twice.onnx');
    expect(exported.status).toBe(1);
    expect(exported.stderr).toContain(`${join('old', 'model.onnx')} is what ONNX Runtime loads`);
  });

  it('leaves the earlier run in a directory whole when it fails', async () => {
    cpSync(join(folder, 'whole'), join(folder, 'earlier'), { recursive: true });
    mkdirSync(join(folder, 'earlier/checkpoints'));
    const names = readdirSync(join(folder, 'earlier'));
    expect(names).toContain('training_result.json');
    const failed = await quantizing('earlier', '--method', 'dynamic', '--overwrite', '--max-length', '9999');
    expect([failed.status, failed.stderr]).toEqual([1, expect.stringMatching(/9999/)]);
    expect(readdirSync(join(folder, 'earlier'))).toEqual(names);
  });

  it('says that a file which it only copies is damaged, before it does anything', async () => {
    cpSync(join(folder, 'encoder'), join(folder, 'damaged'), { recursive: true });
    writeFileSync(join(folder, 'damaged/modules.json'), '[{');
    const { status, stderr } = await quantizing('unmade', '--model', 'damaged', '--method', 'fp16');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: damaged.modules\.json: not JSON/)]);
    expect(existsSync(join(folder, 'unmade'))).toBe(false);
  });

  it('refuses a task where there is no head', async () => {
    const args = ['quantize', '--model', 'encoder', '--method', 'dynamic', ...TASK, '--output', 'headless'];
    const { status, stderr } = await run(...args);
    expect([status, stderr]).toEqual([1, expect.stringContaining('this is an encoder without a head')]);
    expect(existsSync(join(folder, 'headless'))).toBe(false);
  });
});
