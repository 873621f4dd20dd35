/** How soon the weights of a BERT-base are in memory, and how much memory it takes beyond the weights themselves. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BertForSequenceClassification, presetConfig } from '@bertsmith/bert-core';
import { type SaveModelOptions, saveModel } from '@bertsmith/bert-core/files';
import type { Benchmark, Contender } from '../harness/benchmark.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const LABELS = ['a', 'b'];

/** What the program that loads prints. */
interface Loaded {
  readonly seconds: number;
  /** Growth of the peak of resident memory while loading, in units of the weights as float32. */
  readonly copies: number;
}

/** Runs in a process of its own, so that its peak of memory is that of loading. */
const PROGRAM = `
  import { BertForSequenceClassification, presetConfig } from '@bertsmith/bert-core';
  import { loadWeights } from '@bertsmith/bert-core/files';
  const before = process.resourceUsage().maxRSS * 1024;
  const start = performance.now();
  const model = new BertForSequenceClassification(presetConfig('base', { labels: ${JSON.stringify(LABELS)} }));
  await loadWeights(process.argv[1], model.arena);
  const seconds = (performance.now() - start) / 1000;
  const grown = process.resourceUsage().maxRSS * 1024 - before;
  console.log(JSON.stringify({ seconds, copies: grown / model.arena.data.byteLength }));`;

const benchmark: Benchmark = {
  unit: 's',
  better: 'lower',
  warmup: 1,
  repetitions: 5,
  async listCases({ log }) {
    return [
      createCase('BERT-base, float32', {}, log),
      createCase('BERT-base, float32, 5 shards', { maxShardBytes: 100e6 }, log),
      createCase('BERT-base, bfloat16', { dtype: 'bfloat16' }, log),
    ];
  },
};

export default benchmark;

function createCase(name: string, options: SaveModelOptions, log: (message: string) => void) {
  const prepare = async () => {
    const directory = await mkdtemp(join(tmpdir(), 'checkpoint-loading-'));
    const model = BertForSequenceClassification.initialize(presetConfig('base', { labels: LABELS }), { seed: 1 });
    await saveModel(model, directory, options);
    const ours: Contender = {
      name: 'ours',
      run: async () => {
        const { seconds, copies } = await load(directory);
        log(`${name}: ${seconds.toFixed(2)} s, peak of memory grown by ${copies.toFixed(2)} times the weights`);
        return seconds;
      },
      dispose: () => rm(directory, { recursive: true }),
    };
    return { ours, peers: [] };
  };
  return { name, prepare };
}

async function load(directory: string): Promise<Loaded> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', PROGRAM, directory],
    { cwd: HERE },
  );
  return JSON.parse(stdout) as Loaded;
}
