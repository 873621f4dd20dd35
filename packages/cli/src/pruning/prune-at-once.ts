import type { BertModelWithHead } from '@bertsmith/bert-core';
import { pruneWeights } from '@bertsmith/prune';
import { saveFloatDirectory } from '../model/save-float-directory.js';
import { copyOfModel } from './copy-of-model.js';
import type { CutModel, CuttingContext } from './cut-model.js';
import { weightCriterion } from './pruning-methods.js';
import { scoringBatches, scoringExamples } from './scoring-rows.js';
import { weightSelection } from './training-plugins.js';

/** Saves what is left of a model as it is, without training; single weights that are to go do so at once. */
export async function pruneAtOnce(cut: CutModel, context: CuttingContext): Promise<BertModelWithHead> {
  const { options } = context;
  const model = await withoutWeights(cut, context);
  await saveFloatDirectory({ model, tokenizer: cut.tokenizer }, options);
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
