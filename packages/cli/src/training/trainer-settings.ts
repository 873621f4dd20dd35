import type { BertModelWithHead } from '@bertsmith/bert-core';
import {
  earlyStopping,
  gradientCheckpointing,
  jsonlLog,
  keepBest,
  layerwiseDecay,
  type ParameterGroup,
  type TrainerOptions,
  type TrainingPlugin,
  tensorBoard,
} from '@bertsmith/train';
import type { RunOptions, SettledOptions } from './run-options.js';

/** What a command's options say, as the trainer is told. */
export type TrainerSettings = Omit<
  TrainerOptions,
  'model' | 'backend' | 'train' | 'validation' | 'checkpoints' | 'resumeFrom' | 'onEvent' | 'signal'
>;

/** What they hang on beside the options. */
export interface SettingsContext {
  readonly model: BertModelWithHead;
  /** The rate when none is asked for. */
  readonly learningRate: number;
  /** The metric by which the best evaluation is told. */
  readonly metric: string;
}

/** @throws ConfigError for a plugin's option out of range */
export function trainerSettings(options: SettledOptions, context: SettingsContext): TrainerSettings {
  const { maxLength, epochs, batchSize, accumulate, weightDecay, seed, threads, optimizer } = options;
  const { maxSteps, maxMinutes, evaluateEvery, averageDecay, schedule } = options;
  return {
    ...{ maxLength, epochs, batchSize, accumulationSteps: accumulate, weightDecay, seed, threads },
    optimizer: { name: optimizer },
    learningRate: options.learningRate ?? context.learningRate,
    parameterGroups: parameterGroups(options, context),
    plugins: plugins(options, context),
    ...(maxSteps !== undefined && { maxSteps }),
    ...(maxMinutes !== undefined && { maxMinutes }),
    ...(averageDecay !== undefined && { averageDecay }),
    ...(evaluateEvery !== undefined && { evaluateEverySteps: evaluateEvery }),
    ...(schedule !== undefined && { schedule: { name: schedule } }),
  };
}

function parameterGroups({ layerDecay, freeze }: RunOptions, { model }: SettingsContext): ParameterGroup[] {
  const frozen =
    freeze === undefined ? [] : [{ parameters: freeze.split(',').map((name) => name.trim()), frozen: true }];
  return [...(layerDecay === undefined ? [] : layerwiseDecay(model.config, layerDecay)), ...frozen];
}

function plugins(options: RunOptions, { metric }: SettingsContext): TrainingPlugin[] {
  const { gradientCheckpointing: every, patience, tensorboard, log } = options;
  return [
    ...(every === undefined ? [] : [gradientCheckpointing({ every })]),
    ...(patience === undefined ? [] : [earlyStopping({ metric, patience })]),
    ...(options.keepBest ? [keepBest({ metric })] : []),
    ...(tensorboard === undefined ? [] : [tensorBoard(tensorboard)]),
    ...(log === undefined ? [] : [jsonlLog(log)]),
  ];
}
