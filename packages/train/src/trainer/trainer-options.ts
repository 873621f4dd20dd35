import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { BatchSource, EncodedExamples } from '@bertsmith/data';
import type { Backend } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import type { CheckpointOptions } from '../checkpoints/checkpoint-writer.js';
import { checkExamples } from '../examples/check-examples.js';
import type { OptimizerChoice } from '../optimizers/create-optimizer.js';
import type { ParameterGroup } from '../parameter-groups/parameter-group.js';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import type { ScheduleChoice } from '../schedules/create-schedule.js';
import { forwardGraph } from '../step/forward-graph.js';
import type { TrainingEvent } from './training-event.js';

/** Everything a run hangs on. */
export interface TrainerOptions {
  readonly model: BertModelWithHead;
  readonly backend: Backend;
  /** Rows to learn from; or a source of batches, which `batchSize` and `batchTokens` then say nothing of. */
  readonly train: EncodedExamples | BatchSource;
  /** Rows to evaluate on after each epoch, and at the end when that is in the middle of one. */
  readonly validation: EncodedExamples;
  /** The longest sequence, in tokens: from 2 to the model's `maxPositionEmbeddings`. */
  readonly maxLength: number;
  /** Passes over the training rows. Default 3. */
  readonly epochs?: number;
  /** Rows of a batch. Default 32. */
  readonly batchSize?: number;
  /** Tokens of a batch at most, padding included. Default: no limit. */
  readonly batchTokens?: number;
  /**
   * Several short examples share a row, with a mask that keeps them apart: hardly a token is padding, and an epoch has the same examples in
   * other batches, `batchSize` of them on average. Evaluations are not packed. A source of batches has to pack itself then. Default false.
   */
  readonly packing?: boolean;
  /** Batches of a step: their gradients are those of one large batch. Default 1. */
  readonly accumulationSteps?: number;
  /** Also evaluate after every so many steps. Default: after epochs alone. */
  readonly evaluateEverySteps?: number;
  /** Ends the run early; the schedule stays that of all epochs. */
  readonly maxSteps?: number;
  /** Ends the run after the step in which so much time has passed, evaluations and the time before a resume included. */
  readonly maxMinutes?: number;
  /** The peak of the schedule. Default 3e-4, for a model from scratch; 5e-5 suits a pre-trained one. */
  readonly learningRate?: number;
  /** The optimizer with its options. Default: AdamW. */
  readonly optimizer?: OptimizerChoice;
  /** The learning rate's course, as shares of the peak. Default: linear. */
  readonly schedule?: ScheduleChoice;
  /** Parameters with a learning rate or weight decay of their own, or that are frozen. Default: none. */
  readonly parameterGroups?: readonly ParameterGroup[];
  /** How much of a moving average of the parameters each step keeps; the model ends with the averages. Default: no average. */
  readonly averageDecay?: number;
  /** Default 0.01; biases and normalizations have none. */
  readonly weightDecay?: number;
  /** The share of all steps in which the learning rate rises, 0 to 1. Default 0.1. */
  readonly warmupRatio?: number;
  /** Gradients with a larger norm are scaled down to it. Default 1. */
  readonly maxGradientNorm?: number;
  /** A whole number below 2^32: the order of the rows and the dropout masks. Default 0. */
  readonly seed?: number;
  /** Default: 2, or as many as there are cores. */
  readonly threads?: number;
  readonly plugins?: readonly TrainingPlugin[];
  /** Checkpoints to go on from: as often as it says, at the end, and before an error of the training is thrown. Default: none. */
  readonly checkpoints?: CheckpointOptions;
  /** The directory of a checkpoint to go on from, as if the run had not stopped there. */
  readonly resumeFrom?: string | undefined;
  readonly onEvent?: (event: TrainingEvent) => void;
  /** Ends the run after the step that is being computed; what was learned stays in the model. */
  readonly signal?: AbortSignal;
}

/** {@link TrainerOptions} with the defaults filled in. */
export type CompleteTrainerOptions = TrainerOptions &
  Required<
    Pick<
      TrainerOptions,
      | 'epochs'
      | 'batchSize'
      | 'packing'
      | 'accumulationSteps'
      | 'learningRate'
      | 'weightDecay'
      | 'warmupRatio'
      | 'maxGradientNorm'
      | 'seed'
      | 'plugins'
    >
  >;

const MAXIMUM_UINT32 = 2 ** 32 - 1;

/**
 * Fills in the defaults.
 *
 * @throws ConfigError when a number is out of range, or the model cannot learn from packed rows; InputError when there are no rows or one does not fit the model
 */
export function completeTrainerOptions(options: TrainerOptions): CompleteTrainerOptions {
  const complete = {
    epochs: 3,
    batchSize: 32,
    packing: false,
    accumulationSteps: 1,
    learningRate: 3e-4,
    weightDecay: 0.01,
    warmupRatio: 0.1,
    maxGradientNorm: 1,
    seed: 0,
    plugins: [],
    ...options,
  };
  checkNumbers(complete);
  const { model, train, validation, maxLength, packing } = complete;
  if (packing) forwardGraph(model, packing);
  const limits = { config: model.config, graph: model.buildEvaluationGraph(), maxLength };
  if (!isBatchSource(train)) checkExamples('training', train, limits);
  checkExamples('validation', validation, limits);
  return complete;
}

/** Whether batches are made already, or have to be. */
export function isBatchSource(train: EncodedExamples | BatchSource): train is BatchSource {
  return 'batches' in train;
}

function checkNumbers(options: CompleteTrainerOptions): void {
  const { epochs, batchSize, seed, maxLength } = options;
  requireWhole('epochs', epochs, 1);
  requireWhole('batchSize', batchSize, 1);
  requireWhole('accumulationSteps', options.accumulationSteps, 1);
  requireRange('maxMinutes', options.maxMinutes ?? 1, 0, Number.MAX_VALUE);
  requireWhole('seed', seed, 0);
  for (const name of ['maxSteps', 'batchTokens', 'evaluateEverySteps'] as const) {
    if (options[name] !== undefined) requireWhole(name, options[name], 1);
  }
  requireWhole('maxLength', maxLength, 2, options.model.config.maxPositionEmbeddings);
  requireRange('learningRate', options.learningRate, 0, Number.MAX_VALUE);
  requireRange('weightDecay', options.weightDecay, 0, Number.MAX_VALUE);
  requireRange('warmupRatio', options.warmupRatio, 0, 1);
  requireRange('maxGradientNorm', options.maxGradientNorm, Number.MIN_VALUE, Number.POSITIVE_INFINITY);
}

function requireWhole(name: string, value: number, minimum: number, maximum = MAXIMUM_UINT32): void {
  if (Number.isSafeInteger(value) && value >= minimum && value <= maximum) return;
  throw new ConfigError(`${name} is ${value}, expected a whole number from ${minimum} to ${maximum}`, {
    [name]: value,
  });
}

function requireRange(name: string, value: number, minimum: number, maximum: number): void {
  if (value >= minimum && value <= maximum) return;
  throw new ConfigError(`${name} is ${value}, expected a number from ${minimum} to ${maximum}`, { [name]: value });
}
