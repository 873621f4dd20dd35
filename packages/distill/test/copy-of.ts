import type { BertModelWithHead } from '@bertsmith/bert-core';

/** Gives a model the parameters of another of its kind, and the model back. */
export function withParametersOf<Model extends BertModelWithHead>(model: Model, source: BertModelWithHead): Model {
  model.arena.data.set(source.arena.data);
  return model;
}
