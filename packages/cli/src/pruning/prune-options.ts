import { parsePattern } from '@bertsmith/prune';
import { type Command, Option } from 'commander';
import { type LessonOptions, lessonOptions } from '../distillation/lesson-options.js';
import { knownName } from '../options/known-name.js';
import { decimalNumberOption, MAXIMUM_COUNT, shareOption, wholeNumberOption } from '../options/number-options.js';
import { RequiredOption } from '../options/required-option.js';
import { taskOption } from '../options/shared-options.js';
import type { LoadTaskOptions } from '../task/load-task.js';
import type { AmpName } from '../training/mixed-precision-plugins.js';
import { addRunOptions, countOption, type RunOptions } from '../training/run-options.js';
import { PRETRAINED_LEARNING_RATE, taskRunOptions } from '../training/train-options.js';
import { PRUNING_METHODS, type PruningMethod, parseMethods } from './pruning-methods.js';

const LAYER_CHOICES = ['least-important', 'top', 'bottom', 'every-other'] as const;
/** What `--vocabulary-texts` knows by name; anything else is a file. */
export const VOCABULARY_TEXTS: readonly string[] = ['task', 'dictionary'];

const SCOPES = ['global', 'matrix', 'row'] as const;

/** What `bertsmith prune` is told. */
export interface PruneOptions extends LessonOptions, Omit<LoadTaskOptions, 'task'>, RunOptions {
  readonly model: string;
  /** In the order in which they are applied. */
  readonly method: readonly PruningMethod[];
  readonly sparsity?: number;
  readonly targetSpeedup?: number;
  readonly targetMs?: number;
  readonly targetParams?: number;
  /** Texts of the run that is timed. */
  readonly targetBatch: number;
  readonly keepLayers?: number;
  readonly layerChoice?: (typeof LAYER_CHOICES)[number];
  readonly scope?: (typeof SCOPES)[number];
  readonly pattern?: `${number}:${number}`;
  /** `task`, `dictionary`, or a file. */
  readonly vocabularyTexts: string;
  /** How often a word has to be in these. */
  readonly vocabularyFrequency: number;
  readonly task?: string;
  readonly packing?: boolean;
  readonly amp?: AmpName;
  /** The model that is given teaches. */
  readonly distill?: boolean;
  /** A directory with another model that does; it wins. */
  readonly teacher?: string;
}

/** The directory of the model that teaches while what is left recovers; none where nobody does. */
export function teacherOf({ model, distill, teacher }: PruneOptions): string | undefined {
  return teacher ?? (distill ? model : undefined);
}

/** Adds the options of `prune` to its command. */
export function addPruneOptions(command: Command): Command {
  const recovery = [
    new Option('--distill', 'recover also on what the model that is given answers'),
    new Option(
      '--teacher <dir>',
      'recover on what this other model answers: one that was trained for the same task, with the same vocabulary',
    ),
    ...lessonOptions(),
  ];
  for (const option of [...methodOptions(), ...targetOptions(), ...choiceOptions()]) command.addOption(option);
  for (const option of [...taskRunOptions(taskOption('optional')), ...recovery]) command.addOption(option);
  return addRunOptions(command, {
    epochsOption: recoverEpochsOption(),
    learningRate: String(PRETRAINED_LEARNING_RATE),
  });
}

function methodOptions(): Option[] {
  const method = new RequiredOption('--method <names>', `what goes, comma-separated: ${PRUNING_METHODS.join(', ')}`);
  return [
    new RequiredOption('--model <dir>', 'a model that was trained for the task'),
    method.argParser(parseMethods as unknown as (text: string) => string),
    sparsityOption(),
  ];
}

function sparsityOption(): Option {
  const description =
    'the share that goes, 0 to below 1: of the weights one by one, or of the parameters of the layers';
  return shareOption('--sparsity', description, '0.5 takes out half');
}

function targetOptions(): Option[] {
  const above = (flag: string, description: string, minimum: number) =>
    decimalNumberOption({ flag, description, minimum, maximum: MAXIMUM_COUNT });
  return [
    above('--target-speedup', 'how many times as fast it has to be, measured on this machine', 1),
    above('--target-ms', 'how many milliseconds a run may take, measured on this machine', 0),
    countOption('--target-params', 'how many parameters the whole model may have'),
    countOption('--target-batch', 'texts of the run that is timed for --target-speedup and --target-ms', 1),
  ];
}

function choiceOptions(): Option[] {
  const choice = `which layers go: ${LAYER_CHOICES.join(', ')} (default: the least important, without a task the top)`;
  return [
    countOption('--keep-layers', 'layers that stay (default: as many as the target allows)'),
    new Option('--layer-choice <name>', choice).argParser(knownName('choice', LAYER_CHOICES)),
    new Option('--scope <name>', `which weights compete: ${SCOPES.join(', ')} (default: global)`).argParser(
      knownName('scope', SCOPES),
    ),
    new Option('--pattern <n:m>', 'instead of --sparsity: of every M neighbouring weights N stay, 2:4').argParser(
      checkedPattern,
    ),
    new Option(
      '--vocabulary-texts <what>',
      "whose words stay: those of the task's training texts (task), also those of WordNet's definitions (dictionary), or of a FILE",
    ).default('dictionary'),
    countOption('--vocabulary-frequency', 'how often a word has to be in these further texts to stay', 1),
  ];
}

function checkedPattern(pattern: string): string {
  parsePattern(pattern);
  return pattern;
}

/** The trainer calls them `epochs`, and so does the file of a run's options. */
class RecoverEpochsOption extends Option {
  override attributeName(): string {
    return 'epochs';
  }
}

function recoverEpochsOption(): Option {
  const { description, parseArg } = wholeNumberOption({
    flag: '--recover-epochs',
    description: 'passes over the training rows while or after something goes; 0: none',
    minimum: 0,
    maximum: MAXIMUM_COUNT,
  });
  const option = new RecoverEpochsOption('--recover-epochs <number>', description).default(3);
  return parseArg === undefined ? option : option.argParser(parseArg);
}
