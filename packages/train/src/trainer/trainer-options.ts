import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { EncodedExamples } from '@bertsmith/data';
import type { Backend } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import type { EvaluationResult } from '../evaluation/evaluator.js';
import type { TrainingPlugin } from '../plugins/training-plugin.js';

/** What a run is told as it goes. */
export type TrainingEvent =
  | {
      readonly kind: 'step';
      /** Steps that are finished, this one among them. */
      readonly step: number;
      readonly totalSteps: number;
      /** Counted from 0. */
      readonly epoch: number;
      readonly loss: number;
      readonly learningRate: number;
      /** Before clipping. */
      readonly gradientNorm: number;
      readonly stepMs: number;
      /** Tokens of the batch that are no padding. */
      readonly realTokens: number;
      /** Whether a plugin kept the parameters as they were. */
      readonly isVetoed: boolean;
    }
  | { readonly kind: 'evaluation'; readonly step: number; readonly epoch: number; readonly result: EvaluationResult };

/** Everything a run hangs on. */
export interface TrainerOptions {
  readonly model: BertModelWithHead;
  readonly backend: Backend;
  readonly train: EncodedExamples;
  /** Rows to evaluate on after each epoch and at the end. */
  readonly validation: EncodedExamples;
  /** The longest sequence, in tokens. */
  readonly maxLength: number;
  /** Passes over the training rows. Default 3. */
  readonly epochs?: number;
  /** Rows of a step. Default 32. */
  readonly batchSize?: number;
  /** Ends the run early; the schedule stays that of all epochs. */
  readonly maxSteps?: number;
  /** The peak of the schedule. Default 3e-4, for a model from scratch; 5e-5 suits a pre-trained one. */
  readonly learningRate?: number;
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
  readonly onEvent?: (event: TrainingEvent) => void;
  /** Ends the run after the step that is being computed; what was learned stays in the model. */
  readonly signal?: AbortSignal;
}

/** {@link TrainerOptions} with the defaults filled in. */
export type CompleteTrainerOptions = TrainerOptions &
  Required<
    Pick<
      TrainerOptions,
      'epochs' | 'batchSize' | 'learningRate' | 'weightDecay' | 'warmupRatio' | 'maxGradientNorm' | 'seed' | 'plugins'
    >
  >;

/** Fills in the defaults. @throws ConfigError when a number is out of range */
export function completeTrainerOptions(options: TrainerOptions): CompleteTrainerOptions {
  const complete = {
    epochs: 3,
    batchSize: 32,
    learningRate: 3e-4,
    weightDecay: 0.01,
    warmupRatio: 0.1,
    maxGradientNorm: 1,
    seed: 0,
    plugins: [],
    ...options,
  };
  requireWhole('epochs', complete.epochs, 1);
  requireWhole('batchSize', complete.batchSize, 1);
  requireWhole('seed', complete.seed, 0);
  if (complete.maxSteps !== undefined) requireWhole('maxSteps', complete.maxSteps, 1);
  requireRange('learningRate', complete.learningRate, 0, Number.MAX_VALUE);
  requireRange('weightDecay', complete.weightDecay, 0, Number.MAX_VALUE);
  requireRange('warmupRatio', complete.warmupRatio, 0, 1);
  requireRange('maxGradientNorm', complete.maxGradientNorm, Number.MIN_VALUE, Number.POSITIVE_INFINITY);
  requireRange('maxLength', complete.maxLength, 2, complete.model.config.maxPositionEmbeddings);
  return complete;
}

function requireWhole(name: string, value: number, minimum: number): void {
  if (Number.isSafeInteger(value) && value >= minimum && value < 2 ** 32) return;
  throw new ConfigError(`${name} is ${value}, expected a whole number from ${minimum} and below 2^32`, { [name]: value });
}

function requireRange(name: string, value: number, minimum: number, maximum: number): void {
  if (value >= minimum && value <= maximum) return;
  throw new ConfigError(`${name} is ${value}, expected a number from ${minimum} to ${maximum}`, { [name]: value });
}
