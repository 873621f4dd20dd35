/** `bench`: a model measured alone and beside another one, each in a process of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BertForMaskedLM,
  BertForQuestionAnswering,
  BertForSequenceClassification,
  presetConfig,
} from '@bertsmith/bert-core';
import { saveModel } from '@bertsmith/bert-core/files';
import { trainWordPiece } from '@bertsmith/tokenizer-wordpiece';
import { saveTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SpeedProcess } from '../src/measurement/speed-process.js';
import { runBertsmith } from './run-bertsmith.js';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-bench-'));
  const words = ['the otter lives near the river and the lynx in the forest'];
  const tokenizer = await trainWordPiece(words, { vocabSize: 200, minFrequency: 1 });
  const sizes = { vocabSize: tokenizer.vocabulary.size, maxPositionEmbeddings: 64 };
  const models = {
    classifier: BertForSequenceClassification.initialize(presetConfig('mini', { ...sizes, labels: ['a', 'b'] }), {
      seed: 1,
    }),
    smaller: BertForSequenceClassification.initialize(presetConfig('tiny', { ...sizes, labels: ['a', 'b'] }), {
      seed: 1,
    }),
    words: BertForMaskedLM.initialize(presetConfig('tiny', sizes), { seed: 1 }),
    answers: BertForQuestionAnswering.initialize(presetConfig('tiny', sizes), { seed: 1 }),
  };
  models.smaller.arena.get('bert.encoder.layer.0.intermediate.dense.weight').data.fill(0);
  for (const [name, model] of Object.entries(models)) {
    await saveModel(model, join(folder, name));
    await saveTokenizer(tokenizer, join(folder, name));
  }
  writeFileSync(join(folder, 'texts.txt'), 'the otter\nthe lynx lives in the forest\n');
  writeFileSync(join(folder, 'lengths.txt'), '8\n12\n40\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => runBertsmith(['bench', ...args], { cwd: folder });
const QUICK = ['--rounds', '2', '--json'];

describe('bench', () => {
  it('measures two models in turns, and says how many times the first is better', async () => {
    const { status, stdout, stderr } = await run(
      '--model',
      'smaller',
      '--against',
      'classifier',
      '--input',
      'texts.txt',
      ...QUICK,
    );
    expect(status, stderr).toBe(0);
    const found = JSON.parse(stdout);
    const { against, ratio } = found;
    expect(found).toMatchObject({ model: 'smaller', texts: 2, against: { model: 'classifier' } });
    for (const each of [found, against]) {
      expect(each.latencyMs.p50).toBeGreaterThan(0);
      expect(each.latencyMs.p99).toBeGreaterThanOrEqual(each.latencyMs.p50);
      expect(each.latencySpread.minimum).toBeLessThanOrEqual(each.latencySpread.maximum);
      expect(each.textsPerSecond.median).toBeGreaterThan(0);
      expect(each.peakRssBytes).toBeGreaterThan(each.baselineRssBytes);
    }
    expect(ratio.latency).toBeCloseTo(against.latencyMs.p50 / found.latencyMs.p50, 9);
    expect(ratio.textsPerSecond).toBeCloseTo(found.textsPerSecond.median / against.textsPerSecond.median, 9);
    // 2 layers of width 128 for 4 of width 256.
    expect(ratio.fileBytes).toBeGreaterThan(5);
    expect(against.sparsity).toBe(0);
    // A matrix of 128 x 512 in one of two layers, which have 12 x 128 x 128 weights each.
    expect(found.sparsity).toBeCloseTo((128 * 512) / (2 * 12 * 128 * 128), 6);
    expect(found.parameters - found.nonZero).toBeGreaterThanOrEqual(128 * 512);
    expect(found.compressedBytes).toBeLessThan(found.fileBytes);
  });

  it.each(['words', 'answers'])('takes texts of given lengths, also for the model of %s', async (model) => {
    const { status, stdout, stderr } = await run('--model', model, '--lengths', 'lengths.txt', ...QUICK);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ model, texts: 3 });
  });

  it('takes definitions of a dictionary when it is told no texts, and prints a table', async () => {
    const { status, stdout, stderr } = await run('--model', 'classifier', '--rounds', '1');
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('texts: 256; rounds: 1, and one before');
    expect(stdout).toMatch(/one text, median +[\d.]+ ms\n/);
    expect(stdout).not.toContain('better by');
  });

  it('takes texts from one place', async () => {
    const { status, stderr } = await run('--model', 'classifier', '--input', 'texts.txt', '--lengths', 'lengths.txt');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/--lengths.*--input/)]);
  });

  it('counts what the model adds to a process, and not the runtime', async () => {
    const records = [{ place: 'a test', text: 'the otter' }];
    await using measuring = await SpeedProcess.start({
      ...{ directory: join(folder, 'smaller'), records, batchSize: 1, threads: 2 },
    });
    await measuring.latenciesMs();
    const { baselineRssBytes, peakRssBytes } = await measuring.memory();
    // A model of 2 MB: 14 MB with its tokenizer and buffers; with the runtime 59 MB.
    expect(peakRssBytes - baselineRssBytes).toBeGreaterThan(1e6);
    expect(peakRssBytes - baselineRssBytes).toBeLessThan(40e6);
  });

  it('says so when a process dies while nobody asks it', async () => {
    const settings = {
      directory: join(folder, 'smaller'),
      records: [{ place: 'a test', text: 'the otter' }],
      batchSize: 1,
      threads: 1,
    };
    await using measuring = await SpeedProcess.start(settings);
    expect(await measuring.latenciesMs()).toHaveLength(1);
    process.kill(measuring.pid as number, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await expect(measuring.textsPerSecond()).rejects.toThrow('the measuring process ended with SIGKILL');
  });

  it.each([
    [
      'a directory without a model',
      ['--model', 'classifier', '--against', '.'],
      /^error: cannot read 'config\.json': it does not exist/m,
    ],
    [
      'a length that is none',
      ['--model', 'classifier', '--lengths', 'texts.txt'],
      /texts\.txt: line 1: 'the otter' is no number of tokens/,
    ],
    ['no rounds', ['--model', 'classifier', '--rounds', '0'], /--rounds is '0', expected a whole number from 1/],
    [
      'texts of another kind of model',
      ['--model', 'answers', '--input', 'texts.txt'],
      /line 1 of texts\.txt.*reads question and context/,
    ],
  ])('refuses %s', async (_, args, message) => {
    const { status, stdout, stderr } = await run(...args, '--json');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
  });
});
