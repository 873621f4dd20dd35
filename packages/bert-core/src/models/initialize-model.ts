import type { ParameterArena } from '@bertsmith/tensor';
import { initializeParameters } from '../parameters/initialize-parameters.js';

/** How a fresh model is made. */
export interface InitializeOptions {
  /** A whole number below 2^32: the same seed, the same values. */
  readonly seed: number;
}

/** Gives a model fresh parameters, and the model back. */
export function initializeModel<Model extends { readonly arena: ParameterArena }>(
  model: Model,
  { seed }: InitializeOptions,
): Model {
  initializeParameters(model.arena, seed);
  return model;
}
