/** The most memory that reading, cleaning and tokenizing a dump takes, once and ten times as long: it must not grow with the dump. */

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Benchmark, Contender } from '../harness/benchmark.js';
import { SHARED_FOLDER } from '../harness/shared-folder.js';

const DUMP = join(SHARED_FOLDER, 'data/text/enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2');
const TOKENIZER = join(SHARED_FOLDER, 'data/vocab/tokenizer.json');
const HERE = fileURLToPath(new URL('.', import.meta.url));
/** Copies of the dump, 6 MB of XML each, that are read as one corpus: the garbage collector lets the first 30 MB pass before it settles. */
const COPIES = [5, 50];

/** Runs in a process of its own, which begins with no memory; prints the most that it had. */
const PROGRAM = `
  import { readFileSync } from 'node:fs';
  import { readWikipediaDump, writeTokenizedCorpus } from '@bertsmith/data';
  import { peakRssBytes } from '@bertsmith/metrics';
  import { parseTokenizerJson } from '@bertsmith/tokenizer-wordpiece';
  const [folder, target, vocabulary] = process.argv.slice(1);
  const tokenizer = parseTokenizerJson(readFileSync(vocabulary, 'utf8'));
  await writeTokenizedCorpus(readWikipediaDump(folder), tokenizer, target);
  console.log(peakRssBytes() / 1e6);`;

const benchmark: Benchmark = {
  unit: 'MB',
  better: 'lower',
  warmup: 0,
  repetitions: 2,
  async listCases() {
    if (!existsSync(DUMP)) throw new Error(`there is no dump at ${DUMP}; BERTSMITH_SHARED names another place`);
    return COPIES.map((copies) => ({
      name: `a dump of ${Math.round(copies * 6.09)} MB, tokenized to disk`,
      prepare: async () => ({ ours: createReader(copies), peers: [] }),
    }));
  },
};

export default benchmark;

function createReader(copies: number): Contender {
  const folder = mkdtempSync(join(tmpdir(), 'bertsmith-corpus-'));
  const dumps = mkdtempSync(join(tmpdir(), 'bertsmith-dumps-'));
  for (let copy = 0; copy < copies; copy++) symlinkSync(DUMP, join(dumps, `${copy}.xml.bz2`));
  const values = [dumps, join(folder, 'wiki.tokens'), TOKENIZER];
  return {
    name: 'ours',
    run: async () => {
      const program = ['--input-type=module', '--eval', PROGRAM, ...values];
      const { stdout } = await promisify(execFile)(process.execPath, program, { cwd: HERE });
      return Number(stdout);
    },
    dispose: () => {
      for (const path of [folder, dumps]) rmSync(path, { recursive: true });
    },
  };
}
