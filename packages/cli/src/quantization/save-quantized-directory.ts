/** A quantized model with all that other commands need of the directory that it was made from. */
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { removeOtherWeights } from '@bertsmith/bert-core/files';
import type { QuantizedModel } from '@bertsmith/quantize';
import { DATA_FILE, quantizedModelFiles } from '@bertsmith/quantize/files';
import { makeDirectory, writeFilesTogether } from '@bertsmith/tensor/files';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { tokenizerFiles } from '@bertsmith/tokenizer-wordpiece/files';
import { type CompanionFiles, companionNames, removeCompanions } from '../model/companion-files.js';
import { formatRunConfig, RUN_CONFIG_FILE } from '../training/run-config.js';

/** What of the original directory is as it was. */
export interface KeptFiles {
  readonly tokenizer: WordPieceTokenizer;
  readonly companions: CompanionFiles;
}

/**
 * Saves a model with its tokenizer, the settings of the run, and what of the original directory is neither: all of it, or the files that were there stay.
 * What an earlier model has left is removed at the end: it would be read in the place of this one's, or beside it.
 *
 * @throws OutputError when a file cannot be written
 */
export async function saveQuantizedDirectory(
  model: QuantizedModel,
  { tokenizer, companions }: KeptFiles,
  options: { readonly output: string },
): Promise<void> {
  const { output } = options;
  // What cannot be read names no more files.
  const earlier = await companionNames(output).catch(() => []);
  const settings = [join(output, RUN_CONFIG_FILE), formatRunConfig(options)] as const;
  const copies = Array.from(companions, ([name, content]) => [join(output, name), content] as const);
  for (const [path] of copies) await makeDirectory(dirname(path));
  const files = [...tokenizerFiles(tokenizer, output), settings, ...copies, ...quantizedModelFiles(model, output)];
  await writeFilesTogether(files);
  const stale = earlier.filter((name) => !companions.has(name));
  await removeCompanions(output, stale);
  await removeOtherWeights(output, new Set());
  const dataPath = join(output, DATA_FILE);
  if (!files.some(([path]) => path === dataPath)) await rm(dataPath, { force: true });
}
