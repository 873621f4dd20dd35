import { type BertPreset, DEFAULT_BERT_CONFIG, PRESET_NAMES } from '@bertsmith/bert-core';
import { type Command, Option } from 'commander';
import { knownName } from '../options/known-name.js';
import { decimalNumberOption, MAXIMUM_COUNT, wholeNumberOption } from '../options/number-options.js';
import { RequiredOption } from '../options/required-option.js';
import { batchSizeOption, jsonOption, threadsOption, trainingMaxLengthOption } from '../options/shared-options.js';
import { CORPUS_FORMATS } from './read-corpus.js';

/** What `bertsmith pretrain` is told. */
export interface PretrainOptions {
  /** A file or folder of text. */
  readonly corpus: string;
  readonly format: keyof typeof CORPUS_FORMATS;
  readonly output: string;
  readonly overwrite?: boolean;
  readonly resume?: boolean;
  /** A directory to go on from. Default: from scratch. */
  readonly model?: string;
  readonly preset: BertPreset;
  readonly vocabSize: number;
  readonly nextSentence?: boolean;
  readonly maskProbability: number;
  /** One document in so many is held out. */
  readonly holdout: number;
  /** Held-out rows that are looked at. */
  readonly maxExamples: number;
  readonly epochs: number;
  readonly maxSteps?: number;
  readonly maxMinutes?: number;
  readonly batchSize: number;
  readonly maxLength: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly checkpointEvery?: number;
  readonly evaluateEvery?: number;
  readonly seed: number;
  readonly threads: number;
  readonly json?: boolean;
}

const LARGEST_SEED = 2 ** 32 - 1;
const MINUTES_OF_A_YEAR = 525_600;

/** Adds the options of `pretrain` to its command. */
export function addPretrainOptions(command: Command): Command {
  for (const option of [...placeOptions(), ...modelOptions(), ...rowOptions(), ...runOptions()])
    command.addOption(option);
  return command;
}

function placeOptions(): Option[] {
  const formats = Object.keys(CORPUS_FORMATS);
  return [
    new RequiredOption('--corpus <path>', 'a file or folder of text, also packed as .bz2'),
    new Option('--format <name>', `what the text is: ${formats.join(', ')}`)
      .argParser(knownName('format', formats))
      .default('text'),
    new RequiredOption('--output <dir>', 'where the model goes, a new or empty directory'),
    new Option('--overwrite', 'replace the model in an output directory that is not empty'),
    new Option('--resume', 'go on from the newest checkpoint in the output directory'),
    new Option('--config <file>', 'options in YAML or JSON, as pretrain writes them beside a model; flags win'),
  ];
}

function modelOptions(): Option[] {
  return [
    new Option('--model <dir>', 'a model to go on with (default: from scratch, with a vocabulary of its own)'),
    new Option('--preset <name>', `size of the model: ${PRESET_NAMES.join(', ')}`)
      .argParser(knownName('preset', PRESET_NAMES))
      .default('tiny'),
    count('--vocab-size', 'tokens of the vocabulary that is trained first', DEFAULT_BERT_CONFIG.vocabSize),
  ];
}

function rowOptions(): Option[] {
  return [
    new Option('--next-sentence', 'also learn whether a text follows another'),
    decimalNumberOption({
      flag: '--mask-probability',
      description: 'share of the tokens to be guessed',
      defaultValue: 0.15,
      minimum: 0,
      maximum: 1,
    }),
    wholeNumberOption({
      flag: '--holdout',
      description: 'one document in so many is kept to judge by',
      defaultValue: 50,
      minimum: 2,
      maximum: MAXIMUM_COUNT,
    }),
    count('--max-examples', 'rows to judge by at most, evenly spread', 1000),
    batchSizeOption(),
    trainingMaxLengthOption(DEFAULT_BERT_CONFIG.maxPositionEmbeddings),
  ];
}

function runOptions(): Option[] {
  const rate = (flag: string, description: string, defaultValue: number) =>
    decimalNumberOption({ flag, description, defaultValue, minimum: 0, maximum: 1 });
  return [
    count('--epochs', 'passes over the corpus', 1),
    count('--max-steps', 'end after so many steps; the learning rate goes as if there were all (default: all)'),
    decimalNumberOption({
      flag: '--max-minutes',
      description: 'end after so long; the learning rate has fallen to 0 by then (default: no limit)',
      minimum: 0,
      maximum: MINUTES_OF_A_YEAR,
    }),
    rate('--learning-rate', 'highest learning rate: after the first tenth of the run, then falling to 0', 3e-4),
    rate('--weight-decay', 'times the learning rate: what a step takes off each weight', 0.01),
    count('--checkpoint-every', 'steps between two checkpoints (default: one every 15 minutes)'),
    count('--evaluate-every', 'steps between two evaluations (default: after each epoch)'),
    wholeNumberOption({
      flag: '--seed',
      description: 'of the first weights, the order of the rows, the masks and dropout',
      defaultValue: 0,
      minimum: 0,
      maximum: LARGEST_SEED,
    }),
    threadsOption(),
    jsonOption('print the result as one line of JSON'),
  ];
}

function count(flag: string, description: string, defaultValue?: number): Option {
  const bounds = { minimum: 1, maximum: MAXIMUM_COUNT };
  return wholeNumberOption({ flag, description, ...bounds, ...(defaultValue !== undefined && { defaultValue }) });
}
