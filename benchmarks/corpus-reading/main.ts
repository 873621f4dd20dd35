/** Reading, cleaning and tokenizing a Wikipedia dump: megabytes of XML for each second of processor time. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeBzip2, readWikipediaDump, writeTokenizedCorpus } from '@bertsmith/data';
import { parseTokenizerJson } from '@bertsmith/tokenizer-wordpiece';
import type { Benchmark, BenchmarkCase, Contender } from '../harness/benchmark.js';
import type { PeerProcess } from '../harness/peer-process.js';
import { SHARED_FOLDER } from '../harness/shared-folder.js';

const DUMP = join(SHARED_FOLDER, 'data/text/enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2');
const TOKENIZER = join(SHARED_FOLDER, 'data/vocab/tokenizer.json');
/** Bytes of XML in the dump, as the README of the data says; checked before anything is timed. */
const XML_BYTES = 6_089_746;
/** Times that the dump is read in a round: long enough for the compiler to have done its work. */
const PASSES = 3;

const benchmark: Benchmark = {
  unit: 'MB/s per core',
  better: 'higher',
  warmup: 1,
  repetitions: 5,
  async listCases(context) {
    if (!existsSync(DUMP)) throw new Error(`there is no dump at ${DUMP}; BERTSMITH_SHARED names another place`);
    await checkSize();
    const gensim = await context.startPythonPeer('gensim');
    return [
      createCase('unpacking bzip2', unpack, gensim, { name: 'Python bz2', work: 'unpack' }),
      createCase('reading and cleaning', clean, gensim, { name: 'gensim', work: 'clean' }),
      createCase('reading, cleaning and tokenizing to disk', await createTokenizing(), undefined),
    ];
  },
};

export default benchmark;

interface Peer {
  readonly name: string;
  /** What `peer.py` does. */
  readonly work: string;
}

function createCase(
  name: string,
  work: () => Promise<unknown>,
  python: PeerProcess | undefined,
  peer?: Peer,
): BenchmarkCase {
  return {
    name,
    async prepare() {
      const ours: Contender = { name: 'ours', run: () => measure(work) };
      const settings = { work: peer?.work, dump: DUMP, xmlBytes: XML_BYTES, passes: PASSES };
      const peers = python === undefined || peer === undefined ? [] : [await python.prepare(peer.name, settings)];
      return { ours, peers };
    },
  };
}

/** Processor time, not the clock's: other programs may run beside, and a garbage collector on a second core is not free. */
async function measure(work: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  for (let pass = 0; pass < PASSES; pass++) await work();
  const { user, system } = process.cpuUsage(start);
  return (PASSES * XML_BYTES) / (user + system);
}

async function unpack(): Promise<number> {
  let bytes = 0;
  for await (const block of decodeBzip2(oneChunk(await readFile(DUMP)), DUMP)) bytes += block.length;
  return bytes;
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function clean(): Promise<number> {
  let paragraphs = 0;
  for await (const document of readWikipediaDump(DUMP)) paragraphs += document.paragraphs.length;
  return paragraphs;
}

async function createTokenizing(): Promise<() => Promise<unknown>> {
  const tokenizer = parseTokenizerJson(readFileSync(TOKENIZER, 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'bertsmith-corpus-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return () => writeTokenizedCorpus(readWikipediaDump(DUMP), tokenizer, join(folder, 'wiki.tokens'));
}

async function checkSize(): Promise<void> {
  const bytes = await unpack();
  if (bytes !== XML_BYTES) throw new Error(`the dump has ${bytes} bytes of XML, expected ${XML_BYTES}`);
}
