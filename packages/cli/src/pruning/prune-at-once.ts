import { join } from 'node:path';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { modelFiles } from '@bertsmith/bert-core/files';
import { pruneWeights } from '@bertsmith/prune';
import { writeFilesTogether } from '@bertsmith/tensor/files';
import { tokenizerFiles } from '@bertsmith/tokenizer-wordpiece/files';
import { formatRunConfig, RUN_CONFIG_FILE } from '../training/run-config.js';
import { copyOfModel } from './copy-of-model.js';
import type { CutModel, CuttingContext } from './cut-model.js';
import { weightCriterion } from './pruning-methods.js';
import { scoringBatches, scoringExamples } from './scoring-rows.js';
import { weightSelection } from './training-plugins.js';

/** Saves what is left of a model as it is, without training; single weights that are to go do so at once. */
export async function pruneAtOnce(cut: CutModel, context: CuttingContext): Promise<BertModelWithHead> {
  const { options } = context;
  const { output } = options;
  const model = await withoutWeights(cut, context);
  const settings = [join(output, RUN_CONFIG_FILE), formatRunConfig(options)] as const;
  await writeFilesTogether([...tokenizerFiles(cut.tokenizer, output), settings, ...modelFiles(model, output)]);
  return model;
}

async function withoutWeights(cut: CutModel, context: CuttingContext): Promise<BertModelWithHead> {
  const { options, loaded, backend } = context;
  const criterion = weightCriterion(options.method, options.seed);
  if (criterion === undefined) return cut.model;
  const model = copyOfModel(cut.model);
  const { maxLength, threads } = options;
  const rows = loaded === undefined ? undefined : scoringExamples(loaded, cut.tokenizer, maxLength);
  const data = rows === undefined ? {} : { data: { backend, batches: scoringBatches(rows, context), threads } };
  await pruneWeights(model, { criterion, ...weightSelection(options), ...data });
  return model;
}
