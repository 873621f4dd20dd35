/** What the benchmark reads: texts and a model of `../shared`, and the peers' files in a folder that is no part of the repository. */
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@bertsmith/tensor';
import { SHARED_FOLDER } from '../harness/shared-folder.js';

/** Where the peers' ONNX files are made once and kept. */
export const CACHE_FOLDER = process.env.BERTSMITH_CACHE ?? join(tmpdir(), 'bertsmith-benchmarks');

const SST2 = join(SHARED_FOLDER, 'data', 'glue', 'SST-2', 'dev.tsv');
const WIKITEXT = join(SHARED_FOLDER, 'data', 'text', 'wiki.valid.raw');

/** Paragraphs are long: so many of them take as long as all sentences. */
const PARAGRAPHS = 300;

/** The 872 sentences of SST-2's development set. */
export function readSentences(): string[] {
  const rows = requireFile(SST2).split('\n').slice(1);
  return rows.filter((row) => row !== '').map((row) => row.split('\t')[0] as string);
}

/** 300 paragraphs of WikiText's validation part, evenly spread; headings are none. */
export function readParagraphs(): string[] {
  const lines = requireFile(WIKITEXT)
    .split('\n')
    .map((line) => line.trim());
  const paragraphs = lines.filter((line) => line !== '' && !line.startsWith('='));
  return spread(paragraphs, PARAGRAPHS);
}

/** So many of the texts, evenly spread. */
export function spread(texts: readonly string[], count: number): string[] {
  const step = texts.length / Math.min(count, texts.length);
  return Array.from({ length: Math.min(count, texts.length) }, (_, index) => texts[Math.floor(index * step)] as string);
}

/** @throws InputError when it is missing */
export function requireFile(path: string): string {
  if (existsSync(path)) return readFileSync(path, 'utf8');
  throw new InputError(
    `the benchmark reads '${path}', which is not there; BERTSMITH_SHARED names the folder of shared data`,
    {
      path,
    },
  );
}
