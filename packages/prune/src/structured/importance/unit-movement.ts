/**
 * Movement of heads and units: which of them training makes larger, and which it shrinks away (V. Sanh, T. Wolf, A. Rush, "Movement pruning:
 * adaptive sparsity by fine-tuning", NeurIPS 2020, there for single weights: `S = -sum w * dL/dw`).
 */
import type { BertConfig } from '@bertsmith/bert-core';
import { ConfigError, type Tensor } from '@bertsmith/tensor';
import type { TrainingPlugin } from '@bertsmith/train';
import { maskDerivatives } from './output-matrices.js';
import { scoresFromTensors, scoresToTensors } from './score-tensors.js';
import type { UnitCriterion } from './unit-criterion.js';
import { addScores, emptyScores, type UnitScores } from './unit-scores.js';

/** A plugin that collects scores while a model is trained, and the criterion that gives them. */
export interface UnitMovement extends TrainingPlugin, UnitCriterion {
  readonly specificationVersion: 'v1';
  readonly name: string;
}

/**
 * Collects, over all steps of a training run, `-sum w * dL/dw` over what each head and unit gives to the residual stream: positive where
 * training moves it away from 0, negative where it moves it towards 0. Nothing of the training is changed. Vetoed steps do not count.
 *
 * The steps have equal weight, whatever their learning rate; gradients count before they are clipped. One object serves one run, and
 * scores the model that was trained in it.
 *
 * @example
 * const movement = unitMovement();
 * await new Trainer({ ...options, plugins: [movement] }).train();
 * const importance = await scoreUnits(model, movement);
 */
export function unitMovement(): UnitMovement {
  let config: BertConfig | undefined;
  let sums: UnitScores | undefined;
  let pending: UnitScores | undefined;
  return {
    specificationVersion: 'v1',
    name: 'unit-movement',
    ownParameters(model) {
      // Here and not in prepareModel: a plugin behind this one may have made another model of the one that was given.
      config = model.config;
      sums = emptyScores(config);
      return [];
    },
    transformGradients({ dense }, { arena }) {
      pending = maskDerivatives(config as BertConfig, arena, dense);
      return 'proceed';
    },
    afterUpdate() {
      if (pending !== undefined) addScores(sums as UnitScores, pending, (derivative) => -derivative);
      pending = undefined;
    },
    score() {
      if (sums !== undefined) return sums;
      throw new ConfigError('unit-movement: there are no scores yet: train a model with this plugin first');
    },
    stateDict: (): { readonly tensors: ReadonlyMap<string, Tensor> } => ({
      tensors: sums === undefined ? new Map() : scoresToTensors(sums),
    }),
    loadStateDict({ tensors = new Map() }) {
      sums = scoresFromTensors('unit-movement', tensors, config as BertConfig);
    },
  };
}
