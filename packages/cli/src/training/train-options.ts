import { type BertPreset, DEFAULT_BERT_CONFIG, PRESET_NAMES } from '@bertsmith/bert-core';
import { type Command, Option } from 'commander';
import { knownName } from '../options/known-name.js';
import { decimalNumberOption, MAXIMUM_COUNT, wholeNumberOption } from '../options/number-options.js';
import { RequiredOption } from '../options/required-option.js';
import {
  batchSizeOption,
  dataOption,
  holdoutOption,
  jsonOption,
  maxExamplesOption,
  onBadRowOption,
  taskOption,
  threadsOption,
  trainingMaxLengthOption,
} from '../options/shared-options.js';
import type { LoadTaskOptions } from '../task/load-task.js';

/** What `bertsmith train` is told. */
export interface TrainOptions extends LoadTaskOptions {
  readonly output: string;
  readonly overwrite?: boolean;
  /** Go on from the newest checkpoint in the output directory. */
  readonly resume?: boolean;
  /** A directory to start from. Default: from scratch. */
  readonly model?: string;
  readonly preset: BertPreset;
  readonly vocabSize: number;
  readonly epochs: number;
  readonly maxSteps?: number;
  readonly batchSize: number;
  readonly maxLength: number;
  /** Several short texts in a row of a batch. */
  readonly packing?: boolean;
  /** Default: {@link FRESH_LEARNING_RATE}, or {@link PRETRAINED_LEARNING_RATE} when there is a model to start from. */
  readonly learningRate?: number;
  readonly weightDecay: number;
  /** Steps. Default: minutes, as the trainer has it. */
  readonly checkpointEvery?: number;
  /** Steps. Default: after epochs alone. */
  readonly evaluateEvery?: number;
  readonly seed: number;
  readonly threads: number;
  readonly json?: boolean;
}

/** Tokens that a model trained here takes at most, as every published BERT. */
export const MAX_POSITIONS = DEFAULT_BERT_CONFIG.maxPositionEmbeddings;
/** The five special tokens, every ASCII character at the start of a word and within one, and a little room. */
const SMALLEST_VOCABULARY = 200;
/** A larger rate has never trained a transformer. */
const HIGHEST_LEARNING_RATE = 1;
const LARGEST_SEED = 2 ** 32 - 1;

/** The peak for a model from scratch, and for one that knows the language. */
export const FRESH_LEARNING_RATE = 3e-4;
export const PRETRAINED_LEARNING_RATE = 5e-5;

/** Adds the options of `train` to its command. */
export function addTrainOptions(command: Command): Command {
  for (const option of [...placeOptions(), ...modelOptions(), ...lengthOptions(), ...runOptions()]) {
    command.addOption(option);
  }
  return command;
}

function placeOptions(): Option[] {
  return [
    taskOption(),
    dataOption(),
    onBadRowOption(),
    holdoutOption(),
    new RequiredOption('--output <dir>', 'where the model goes, a new or empty directory'),
    new Option('--overwrite', 'replace the model in an output directory that is not empty'),
    new Option('--resume', 'go on from the newest checkpoint in the output directory'),
    new Option('--config <file>', 'options in YAML or JSON, as train writes them beside a model; flags win'),
  ];
}

function modelOptions(): Option[] {
  const preset = new Option('--preset <name>', `size of the model: ${PRESET_NAMES.join(', ')}`);
  return [
    new Option('--model <dir>', 'a model to start from (default: from scratch, with a vocabulary of its own)'),
    preset.argParser(knownName('preset', PRESET_NAMES)).default('tiny'),
    wholeNumberOption({
      flag: '--vocab-size',
      description: 'tokens of the vocabulary that is trained first',
      defaultValue: DEFAULT_BERT_CONFIG.vocabSize,
      minimum: SMALLEST_VOCABULARY,
      maximum: MAXIMUM_COUNT,
    }),
  ];
}

function lengthOptions(): Option[] {
  return [
    countOption('--epochs', 'passes over the training examples', 3),
    countOption('--max-steps', 'end after so many steps; the learning rate goes as if there were all (default: all)'),
    batchSizeOption(),
    trainingMaxLengthOption(MAX_POSITIONS),
    new Option('--packing', 'several short texts in each row of a batch, kept apart by a mask, instead of padding'),
    maxExamplesOption(),
  ];
}

function countOption(flag: string, description: string, defaultValue?: number): Option {
  const bounds = { minimum: 1, maximum: MAXIMUM_COUNT };
  return wholeNumberOption({ flag, description, ...bounds, ...(defaultValue !== undefined && { defaultValue }) });
}

function runOptions(): Option[] {
  return [
    decimalNumberOption({
      flag: '--learning-rate',
      description: `highest learning rate: after the first tenth of the steps, then falling to 0 (default: ${FRESH_LEARNING_RATE}, with --model ${PRETRAINED_LEARNING_RATE})`,
      minimum: 0,
      maximum: HIGHEST_LEARNING_RATE,
    }),
    decimalNumberOption({
      flag: '--weight-decay',
      description: 'times the learning rate: what a step takes off each weight',
      defaultValue: 0.01,
      minimum: 0,
      maximum: 1,
    }),
    countOption('--checkpoint-every', 'steps between two checkpoints (default: one every 15 minutes)'),
    countOption('--evaluate-every', 'steps between two evaluations (default: after each epoch)'),
    wholeNumberOption({
      flag: '--seed',
      description: 'of the first weights, the order of the examples and dropout',
      defaultValue: 0,
      minimum: 0,
      maximum: LARGEST_SEED,
    }),
    threadsOption(),
    jsonOption('print the result as one line of JSON'),
  ];
}
