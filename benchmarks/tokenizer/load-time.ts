/** `load-time.ts [RUNS]`: milliseconds from a `tokenizer.json` on disk to the first ids, each in a fresh process. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const shared = process.env.BERTSMITH_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const FILES = ['tokenizer.json', 'bert-base-uncased-vocab.txt'].map((name) => join(shared, 'data', 'vocab', name));
const runs = Number(process.argv[2] ?? 11);

const program = (body: string) => `
import { readFileSync } from 'node:fs';
const file = process.argv[1];
${body}
`;
const OURS = program(`
const { parseTokenizerJson, parseVocabulary, WordPieceTokenizer } = await import('@bertsmith/tokenizer-wordpiece');
const start = performance.now();
const text = readFileSync(file, 'utf8');
const tokenizer = file.endsWith('.json') ? parseTokenizerJson(text) : new WordPieceTokenizer({ vocabulary: parseVocabulary(text) });
tokenizer.encodeIds('Ready?');
console.log(performance.now() - start);`);
const RUST = program(`
const { Tokenizer } = (await import('tokenizers')).default;
const start = performance.now();
const tokenizer = Tokenizer.fromString(readFileSync(file, 'utf8'));
await tokenizer.encode('Ready?');
console.log(performance.now() - start);`);
const JAVASCRIPT = program(`
const { Tokenizer } = await import('@huggingface/tokenizers');
const start = performance.now();
const tokenizer = new Tokenizer(JSON.parse(readFileSync(file, 'utf8')), {});
tokenizer.encode('Ready?');
console.log(performance.now() - start);`);

const CASES: [string, string, string][] = [
  ['ours, tokenizer.json', OURS, FILES[0]!],
  ['ours, vocab.txt', OURS, FILES[1]!],
  ['tokenizers (Rust), tokenizer.json', RUST, FILES[0]!],
  ['@huggingface/tokenizers, tokenizer.json', JAVASCRIPT, FILES[0]!],
];

console.log('| ms until ready | median | minimum | maximum |\n|---|---|---|---|');
for (const [name, source, file] of CASES) {
  const times = Array.from({ length: runs }, () => measure(source, file)).toSorted((a, b) => a - b);
  const figures = [times[Math.floor(runs / 2)]!, times[0]!, times.at(-1)!];
  console.log(`| ${name} | ${figures.map((time) => time.toFixed(1)).join(' | ')} |`);
}

function measure(source: string, file: string): number {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const args = ['--input-type=module', '--eval', source, file];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}
