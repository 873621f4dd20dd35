import { type BertPreset, DEFAULT_BERT_CONFIG, PRESET_NAMES } from '@bertsmith/bert-core';
import { type Command, Option } from 'commander';
import { knownName } from '../options/known-name.js';
import { decimalNumberOption, MAXIMUM_COUNT, wholeNumberOption } from '../options/number-options.js';
import { RequiredOption } from '../options/required-option.js';
import {
  batchSizeOption,
  jsonOption,
  maxExamplesOption,
  taskOption,
  threadsOption,
  trainingMaxLengthOption,
} from '../options/shared-options.js';

/** What `bertsmith train` is told. */
export interface TrainOptions {
  readonly task: string;
  readonly output: string;
  readonly overwrite?: boolean;
  readonly preset: BertPreset;
  readonly vocabSize: number;
  readonly epochs: number;
  readonly maxSteps?: number;
  readonly batchSize: number;
  readonly maxLength: number;
  readonly learningRate: number;
  readonly maxExamples?: number;
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
    new RequiredOption('--output <dir>', 'where the model goes, a new or empty directory'),
    new Option('--overwrite', 'replace the model in an output directory that is not empty'),
  ];
}

function modelOptions(): Option[] {
  const preset = new Option('--preset <name>', `size of the model: ${PRESET_NAMES.join(', ')}`);
  return [
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
  const count = (flag: string, description: string, defaultValue?: number) =>
    wholeNumberOption({
      flag,
      description,
      minimum: 1,
      maximum: MAXIMUM_COUNT,
      ...(defaultValue !== undefined && { defaultValue }),
    });
  return [
    count('--epochs', 'passes over the training examples', 3),
    count('--max-steps', 'end after so many steps; the learning rate goes as if there were all (default: all)'),
    batchSizeOption(),
    trainingMaxLengthOption(MAX_POSITIONS),
    maxExamplesOption(),
  ];
}

function runOptions(): Option[] {
  return [
    decimalNumberOption({
      flag: '--learning-rate',
      description: 'highest learning rate: after the first tenth of the steps, then falling to 0',
      defaultValue: 3e-4,
      minimum: 0,
      maximum: HIGHEST_LEARNING_RATE,
    }),
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
