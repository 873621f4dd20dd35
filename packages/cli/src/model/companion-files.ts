/** What a model's directory has beside weights and tokenizer: what makes features of a text, and vectors of hidden states. */
import { existsSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { MODULES_FILE, readSentenceModules } from '@bertsmith/bert-core/files';
import { TFIDF_VECTORIZER_FILE } from '@bertsmith/data';
import { readTextFileOrFail } from '@bertsmith/tensor/files';

/** Files of a directory by their names in it, whole. */
export type CompanionFiles = ReadonlyMap<string, string>;

const COMPANIONS = [
  TFIDF_VECTORIZER_FILE,
  MODULES_FILE,
  'sentence_bert_config.json',
  'config_sentence_transformers.json',
];

/** See the top of the file. @throws InputError when one cannot be read, FormatError when one is damaged */
export async function readCompanions(directory: string): Promise<CompanionFiles> {
  const names = await companionNames(directory);
  const read = names.map(async (name) => [name, await readTextFileOrFail(join(directory, name))] as const);
  return new Map(await Promise.all(read));
}

/** The names of those that are there. @throws InputError, FormatError for a list of modules that cannot be read */
export async function companionNames(directory: string): Promise<string[]> {
  const names = [...COMPANIONS, ...(await moduleFiles(directory))];
  return names.filter((name) => existsSync(join(directory, name)));
}

/** Files of modules in folders of their own; no list of modules may name files elsewhere. */
async function moduleFiles(directory: string): Promise<string[]> {
  const modules = await readSentenceModules(directory);
  const folders = modules.map(({ path }) => normalize(String(path ?? '')).replace(/[/\\]+$/, ''));
  return folders.filter(isFolderName).map((folder) => join(folder, 'config.json'));
}

function isFolderName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\:]/.test(name);
}

/** Removes files of a directory, and folders of theirs that are empty then. */
export async function removeCompanions(directory: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await rm(join(directory, name), { force: true });
    if (dirname(name) !== '.') await rmdir(join(directory, dirname(name))).catch(() => undefined);
  }
}
