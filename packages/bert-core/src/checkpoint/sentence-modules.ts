/** The list of modules in a directory of sentence-transformers. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '@bertsmith/tensor';
import { readJsonFile } from './read-json-file.js';

/** The file of the list. */
export const MODULES_FILE = 'modules.json';

/** What a text goes through, in order, as the file has it: nothing is checked but that these are objects. */
export interface SentenceModule {
  readonly type?: unknown;
  /** The folder of its `config.json` in the directory. */
  readonly path?: unknown;
}

/**
 * The modules of a directory; none where there is no list of them.
 *
 * @throws InputError when the list cannot be read, FormatError when it is none
 */
export async function readSentenceModules(directory: string): Promise<readonly SentenceModule[]> {
  const path = join(directory, MODULES_FILE);
  if (!existsSync(path)) return [];
  const modules = await readJsonFile(path);
  const isList = Array.isArray(modules) && modules.every((each) => typeof each === 'object' && each !== null);
  if (isList) return modules as readonly SentenceModule[];
  throw new FormatError(`${path}: expected a list of modules, each with its type and path`, { path });
}
