/** Options of a training run, whatever is trained: `train` and `pretrain` have them. */
import type { ExecutionProvider } from '@bertsmith/backend-onnxruntime';
import type { Command } from 'commander';
import { Option } from 'commander';
import { knownName } from '../options/known-name.js';
import { decimalNumberOption, MAXIMUM_COUNT, wholeNumberOption } from '../options/number-options.js';
import {
  batchSizeOption,
  DEFAULT_MAX_LENGTH,
  jsonOption,
  maxLengthOption,
  providerOption,
  threadsOption,
} from '../options/shared-options.js';

export const OPTIMIZERS = ['adamw', 'lamb', 'sgd', 'adafactor'] as const;
export const SCHEDULES = ['linear', 'cosine', 'polynomial', 'constant', 'one-cycle', 'time-budgeted'] as const;

/** What a command that trains is told of the run. */
export interface RunOptions {
  readonly output: string;
  readonly overwrite?: boolean;
  /** Go on from the newest checkpoint in the output directory. */
  readonly resume?: boolean;
  readonly epochs: number;
  readonly maxSteps?: number;
  readonly maxMinutes?: number;
  readonly batchSize: number;
  /** Batches of a step. */
  readonly accumulate: number;
  /** In tokens. Default: 128, or what the model takes. */
  readonly maxLength?: number;
  readonly optimizer: (typeof OPTIMIZERS)[number];
  readonly schedule?: (typeof SCHEDULES)[number];
  /** Default: as the command says. */
  readonly learningRate?: number;
  readonly weightDecay: number;
  /** From each layer to the one below it. */
  readonly layerDecay?: number;
  /** Names of parameters, comma-separated. */
  readonly freeze?: string;
  readonly averageDecay?: number;
  /** Layers from one kept value to the next. */
  readonly gradientCheckpointing?: number;
  /** Steps. Default: minutes, as the trainer has it. */
  readonly checkpointEvery?: number;
  /** Steps. Default: after epochs alone. */
  readonly evaluateEvery?: number;
  /** Evaluations without an improvement. */
  readonly patience?: number;
  readonly keepBest?: boolean;
  readonly tensorboard?: string;
  readonly log?: string;
  readonly seed: number;
  readonly threads: number;
  /** What computes. */
  readonly provider: ExecutionProvider;
  readonly json?: boolean;
}

/** {@link RunOptions} when the model is known: what hung on it is settled. */
export type SettledOptions<Options extends RunOptions = RunOptions> = Options & { readonly maxLength: number };

/** A larger rate has never trained a transformer. */
const HIGHEST_LEARNING_RATE = 1;
const LARGEST_SEED = 2 ** 32 - 1;
const MINUTES_OF_A_YEAR = 525_600;

/** What differs from command to command. */
export interface RunDefaults {
  readonly epochsOption: Option;
  /** Goes on behind `(default: `. */
  readonly learningRate: string;
}

/** Adds the options of a run to a command. */
export function addRunOptions(command: Command, defaults: RunDefaults): Command {
  const options = [
    ...lengthOptions(defaults),
    ...learningOptions(defaults),
    ...memoryOptions(),
    ...watchOptions(),
    ...lastOptions(),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/** An option for a count, from 1. */
export function countOption(flag: string, description: string, defaultValue?: number): Option {
  const bounds = { minimum: 1, maximum: MAXIMUM_COUNT };
  return wholeNumberOption({ flag, description, ...bounds, ...(defaultValue !== undefined && { defaultValue }) });
}

/** `--epochs`. */
export function epochsOption(defaultValue: number): Option {
  return countOption('--epochs', 'passes over the training rows', defaultValue);
}

function lengthOptions({ epochsOption }: RunDefaults): Option[] {
  return [
    epochsOption,
    countOption('--max-steps', 'end after so many steps; the learning rate goes as if there were all (default: all)'),
    decimalNumberOption({
      flag: '--max-minutes',
      description:
        'end after so long; with --schedule time-budgeted the learning rate is 0 by then (default: no limit)',
      minimum: 0,
      maximum: MINUTES_OF_A_YEAR,
    }),
    batchSizeOption(),
    countOption('--accumulate', 'batches of a step, as if they were one', 1),
    maxLengthOption(`${DEFAULT_MAX_LENGTH}, or what the model takes`),
  ];
}

function learningOptions({ learningRate }: RunDefaults): Option[] {
  const share = (flag: string, description: string, defaultValue?: number) =>
    decimalNumberOption({
      flag,
      description,
      minimum: 0,
      maximum: 1,
      ...(defaultValue !== undefined && { defaultValue }),
    });
  return [
    new Option('--optimizer <name>', `how parameters are updated: ${OPTIMIZERS.join(', ')}`)
      .argParser(knownName('optimizer', OPTIMIZERS))
      .default('adamw'),
    new Option('--schedule <name>', `how the learning rate goes: ${SCHEDULES.join(', ')} (default: linear)`).argParser(
      knownName('schedule', SCHEDULES),
    ),
    decimalNumberOption({
      flag: '--learning-rate',
      description: `highest learning rate: after the first tenth of the steps, then falling to 0 (default: ${learningRate})`,
      minimum: 0,
      maximum: HIGHEST_LEARNING_RATE,
    }),
    share('--weight-decay', 'times the learning rate: what a step takes off each weight', 0.01),
    share(
      '--layer-decay',
      'what is left of the learning rate from each layer to the one below it (default: all of it)',
    ),
    new Option('--freeze <names>', 'parameters that stay as they are, comma-separated, * for any characters'),
    share(
      '--average-decay',
      'end with a moving average of the parameters, of which each step keeps so much (default: none)',
    ),
  ];
}

function memoryOptions(): Option[] {
  return [
    countOption(
      '--gradient-checkpointing',
      'keep what every so many layers give, and compute the others again: less memory, more time (default: keep all)',
    ),
  ];
}

function watchOptions(): Option[] {
  return [
    countOption('--checkpoint-every', 'steps between two checkpoints (default: one every 15 minutes)'),
    countOption('--evaluate-every', 'steps between two evaluations (default: after each epoch)'),
    countOption('--patience', 'end after so many evaluations without an improvement (default: never)'),
    new Option('--keep-best', 'end with the parameters of the best evaluation, not with the last'),
    new Option('--tensorboard <dir>', 'where curves go, for TensorBoard'),
    new Option('--log <file>', 'where a line of JSON goes for each step and evaluation'),
  ];
}

function lastOptions(): Option[] {
  return [
    wholeNumberOption({
      flag: '--seed',
      description: 'of the first weights, the order of the rows and dropout',
      defaultValue: 0,
      minimum: 0,
      maximum: LARGEST_SEED,
    }),
    threadsOption(),
    providerOption(),
    jsonOption('print the result as one line of JSON'),
  ];
}
