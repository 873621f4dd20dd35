/** A quantized model with all that other commands need of the directory that it was made from. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { removeOtherWeights } from '@bertsmith/bert-core/files';
import { TFIDF_VECTORIZER_FILE } from '@bertsmith/data';
import type { QuantizedModel } from '@bertsmith/quantize';
import { saveQuantizedModel } from '@bertsmith/quantize/files';
import { makeDirectory, writeFilesTogether } from '@bertsmith/tensor/files';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { tokenizerFiles } from '@bertsmith/tokenizer-wordpiece/files';
import { formatRunConfig, RUN_CONFIG_FILE } from '../training/run-config.js';

/** What makes features of a text, and vectors of hidden states. */
const COMPANIONS = [
  TFIDF_VECTORIZER_FILE,
  'modules.json',
  'sentence_bert_config.json',
  'config_sentence_transformers.json',
];

/**
 * Saves a model with its tokenizer, the settings of the run, and what of the original directory is neither. Float weights of an earlier model are removed at
 * the end: they would be read in its place.
 */
export async function saveQuantizedDirectory(
  model: QuantizedModel,
  tokenizer: WordPieceTokenizer,
  options: { readonly model: string; readonly output: string },
): Promise<void> {
  const { model: original, output } = options;
  const settings = [join(output, RUN_CONFIG_FILE), formatRunConfig(options)] as const;
  const companions = await readCompanions(original);
  for (const [name] of companions) await makeDirectory(join(output, dirname(name)));
  const copies = companions.map(([name, content]) => [join(output, name), content] as const);
  await writeFilesTogether([...tokenizerFiles(tokenizer, output), settings, ...copies]);
  await saveQuantizedModel(model, output);
  await removeOtherWeights(output, new Set());
}

async function readCompanions(directory: string): Promise<(readonly [name: string, content: string])[]> {
  const names = [...COMPANIONS, ...(await moduleFiles(directory))].filter((name) => existsSync(join(directory, name)));
  return await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')] as const));
}

/** The files that the modules of sentence-transformers have in folders of their own; a directory without modules has none. */
async function moduleFiles(directory: string): Promise<string[]> {
  const text = await readFile(join(directory, 'modules.json'), 'utf8').catch(() => '[]');
  const modules: unknown = JSON.parse(text);
  if (!Array.isArray(modules)) return [];
  const folders = modules.map(({ path }: { path?: unknown }) => String(path ?? ''));
  return folders.filter((path) => path !== '' && basename(path) === path).map((path) => join(path, 'config.json'));
}
