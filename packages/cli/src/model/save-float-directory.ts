import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { modelFiles, removeOtherWeights } from '@bertsmith/bert-core/files';
import { DATA_FILE, MODEL_FILE } from '@bertsmith/quantize/files';
import { writeFilesTogether } from '@bertsmith/tensor/files';
import { tokenizerFiles } from '@bertsmith/tokenizer-wordpiece/files';
import { formatRunConfig, RUN_CONFIG_FILE } from '../training/run-config.js';
import type { ModelDirectory } from './load-model-directory.js';

/**
 * Saves a model with its tokenizer and the settings of the run: all of it, or the files that were there stay. Then the weights of an earlier model are
 * removed, in whatever files they are, quantized ones too: they would be read in the place of this one's, or taken for the same model.
 *
 * @throws OutputError when a file cannot be written
 */
export async function saveFloatDirectory(
  { model, tokenizer }: ModelDirectory<BertModelWithHead>,
  options: { readonly output: string },
): Promise<void> {
  const { output } = options;
  const settings = [join(output, RUN_CONFIG_FILE), formatRunConfig(options)] as const;
  const weights = modelFiles(model, output);
  await writeFilesTogether([...tokenizerFiles(tokenizer, output), settings, ...weights]);
  await removeOtherWeights(output, new Set(weights.map(([path]) => path)));
  for (const name of [MODEL_FILE, DATA_FILE]) await rm(join(output, name), { force: true });
}
