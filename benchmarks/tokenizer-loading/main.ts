/** How soon a tokenizer is ready: from its file to the first ids, in a process that has just started. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Benchmark, BenchmarkContext, Contender } from '../harness/benchmark.js';
import { SHARED_FOLDER } from '../harness/shared-folder.js';

const JSON_FILE = join(SHARED_FOLDER, 'data/vocab/tokenizer.json');
const TEXT_FILE = join(SHARED_FOLDER, 'data/vocab/bert-base-uncased-vocab.txt');
const HERE = fileURLToPath(new URL('.', import.meta.url));

/** The statement that imports a library, and the one that makes a tokenizer of `text` and encodes. */
interface Library {
  readonly name: string;
  readonly load: string;
  readonly encode: string;
}

const OURS =
  "const { parseTokenizerJson, parseVocabulary, WordPieceTokenizer } = await import('@bertsmith/tokenizer-wordpiece')";
const OURS_FROM_JSON: Library = { name: 'ours', load: OURS, encode: "parseTokenizerJson(text).encodeIds('Ready?')" };
const OURS_FROM_TEXT: Library = {
  name: 'ours',
  load: OURS,
  encode: "new WordPieceTokenizer({ vocabulary: parseVocabulary(text) }).encodeIds('Ready?')",
};
const RUST: Library = {
  name: 'tokenizers (Rust)',
  load: "const { Tokenizer } = (await import('tokenizers')).default",
  encode: "await Tokenizer.fromString(text).encode('Ready?')",
};
const JAVASCRIPT: Library = {
  name: '@huggingface/tokenizers',
  load: "const { Tokenizer } = await import('@huggingface/tokenizers')",
  encode: "new Tokenizer(JSON.parse(text), {}).encode('Ready?')",
};

const benchmark: Benchmark = {
  unit: 'ms',
  better: 'lower',
  warmup: 1,
  repetitions: 11,
  async listCases(context) {
    if (!existsSync(JSON_FILE)) throw new Error(`there is no ${JSON_FILE}; BERTSMITH_SHARED names another place`);
    const peers = await listPeers(context);
    return [
      createCase('tokenizer.json', JSON_FILE, OURS_FROM_JSON, peers),
      createCase('vocab.txt', TEXT_FILE, OURS_FROM_TEXT, []),
    ];
  },
};

export default benchmark;

async function listPeers(context: BenchmarkContext): Promise<Library[]> {
  const rust = await context.importPeer('tokenizers');
  const javaScript = await context.importPeer('@huggingface/tokenizers');
  return [...(rust === undefined ? [] : [RUST]), ...(javaScript === undefined ? [] : [JAVASCRIPT])];
}

function createCase(name: string, file: string, ours: Library, peers: readonly Library[]) {
  const start = (library: Library): Contender => ({ name: library.name, run: () => measure(library, file) });
  return { name, prepare: async () => ({ ours: start(ours), peers: peers.map(start) }) };
}

async function measure({ load, encode }: Library, file: string): Promise<number> {
  const program = `
    import { readFileSync } from 'node:fs';
    ${load};
    const start = performance.now();
    const text = readFileSync(process.argv[1], 'utf8');
    ${encode};
    console.log(performance.now() - start);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program, file], {
    cwd: HERE,
  });
  return Number(stdout);
}
