import type { Tensor } from '@bertsmith/tensor';
import type { BertInferenceModel } from '../models/bert-model-with-head.js';
import { namedParameters } from './named-parameters.js';

/** What a backend compiles a model's inference and evaluation graphs with: its arena's parameters, or what stands in their place. */
export function inferenceParameters(model: BertInferenceModel): ReadonlyMap<string, Tensor> {
  return model.inferenceParameters ?? namedParameters(model.arena);
}
