import { type Command, Option } from 'commander';
import { knownName } from '../options/known-name.js';
import { decimalNumberOption, MAXIMUM_COUNT, wholeNumberOption } from '../options/number-options.js';
import { RequiredOption } from '../options/required-option.js';
import { addRunOptions, countOption, epochsOption, type RunOptions } from '../training/run-options.js';
import { FRESH_LEARNING_RATE, type ModelOptions, modelOptions, outputOptions } from '../training/train-options.js';
import { CORPUS_FORMATS } from './read-corpus.js';

/** What `bertsmith pretrain` is told. */
export interface PretrainOptions extends ModelOptions, RunOptions {
  /** A file or folder of text. */
  readonly corpus: string;
  readonly format: keyof typeof CORPUS_FORMATS;
  readonly nextSentence?: boolean;
  readonly maskProbability: number;
  /** One document in so many is held out. */
  readonly holdout: number;
  /** Held-out rows that are looked at. */
  readonly maxExamples: number;
}

/** Adds the options of `pretrain` to its command. */
export function addPretrainOptions(command: Command): Command {
  for (const option of [...corpusOptions(), ...outputOptions(), ...modelOptions()]) command.addOption(option);
  return addRunOptions(command, { epochsOption: epochsOption(1), learningRate: String(FRESH_LEARNING_RATE) });
}

function corpusOptions(): Option[] {
  const formats = Object.keys(CORPUS_FORMATS);
  return [
    new RequiredOption('--corpus <path>', 'a file or folder of text, also packed as .bz2'),
    new Option('--format <name>', `what the text is: ${formats.join(', ')}`)
      .argParser(knownName('format', formats))
      .default('text'),
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
    countOption('--max-examples', 'rows to judge by at most, evenly spread', 1000),
  ];
}
