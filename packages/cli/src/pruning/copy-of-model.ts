import type { BertModelWithHead } from '@bertsmith/bert-core';
import { applyStructure, wholeStructure } from '@bertsmith/prune';

/** The same model with parameters of its own, bit for bit. */
export function copyOfModel(model: BertModelWithHead): BertModelWithHead {
  return applyStructure(model, wholeStructure(model.config));
}
