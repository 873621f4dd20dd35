import { type BertPreset, DEFAULT_BERT_CONFIG, PRESET_NAMES } from '@bertsmith/bert-core';
import { type Command, Option } from 'commander';
import { knownName } from '../options/known-name.js';
import { MAXIMUM_COUNT, wholeNumberOption } from '../options/number-options.js';
import { RequiredOption } from '../options/required-option.js';
import { dataOption, holdoutOption, maxExamplesOption, onBadRowOption, taskOption } from '../options/shared-options.js';
import type { LoadTaskOptions } from '../task/load-task.js';
import { type AmpName, ampOption } from './mixed-precision-plugins.js';
import { addRunOptions, epochsOption, type RunOptions } from './run-options.js';

/** What is said of the model that a run starts from. */
export interface ModelOptions {
  /** A directory to start from. Default: from scratch. */
  readonly model?: string;
  readonly preset: BertPreset;
  readonly vocabSize: number;
}

/** What `bertsmith train` is told. */
export interface TrainOptions extends LoadTaskOptions, ModelOptions, RunOptions {
  /** Several short texts in a row of a batch. */
  readonly packing?: boolean;
  /** In what a step runs. Default: float32. */
  readonly amp?: AmpName;
}

/** Tokens that a model trained here takes at most, as every published BERT. */
export const MAX_POSITIONS = DEFAULT_BERT_CONFIG.maxPositionEmbeddings;
/** The five special tokens, every ASCII character at the start of a word and within one, and a little room. */
const SMALLEST_VOCABULARY = 200;

/** The peak for a model from scratch, and for one that knows the language. */
export const FRESH_LEARNING_RATE = 3e-4;
export const PRETRAINED_LEARNING_RATE = 5e-5;

/** Adds the options of `train` to its command. */
export function addTrainOptions(command: Command): Command {
  for (const option of [...taskRunOptions(), ...modelOptions()]) command.addOption(option);
  const learningRate = `${FRESH_LEARNING_RATE}, with --model ${PRETRAINED_LEARNING_RATE}`;
  return addRunOptions(command, { epochsOption: epochsOption(3), learningRate });
}

/** Which rows a model learns from, and where it goes. */
export function taskRunOptions(task = taskOption()): Option[] {
  return [
    task,
    dataOption(),
    onBadRowOption(),
    holdoutOption(),
    maxExamplesOption(),
    new Option('--packing', 'several short texts in each row of a batch, kept apart by a mask, instead of padding'),
    ampOption(),
    ...outputOptions(),
  ];
}

/** Where a model goes, and what becomes of what is there. */
export function outputOptions(): Option[] {
  return [
    ...outputDirectoryOptions(),
    new Option('--resume', 'go on from the newest checkpoint in the output directory'),
    configOption(),
  ];
}

/** The directory alone, for what is made at once. */
export function outputDirectoryOptions(): Option[] {
  return [
    new RequiredOption('--output <dir>', 'where the model goes, a new or empty directory'),
    new Option('--overwrite', 'replace the model in an output directory that is not empty'),
  ];
}

/** `--config`. */
export function configOption(): Option {
  return new Option('--config <file>', 'options in YAML or JSON, as they are written beside a model; flags win');
}

/** What a run starts from. */
export function modelOptions(): Option[] {
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
