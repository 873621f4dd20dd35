import { PRESET_NAMES } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { type Command, Option } from 'commander';
import { knownName } from '../options/known-name.js';
import { decimalNumberOption } from '../options/number-options.js';
import { RequiredOption } from '../options/required-option.js';
import type { LoadTaskOptions } from '../task/load-task.js';
import { addRunOptions, type RunOptions } from '../training/run-options.js';
import { FRESH_LEARNING_RATE, PRETRAINED_LEARNING_RATE, taskRunOptions } from '../training/train-options.js';

/** What can be learned of a teacher. */
export const TRANSFERS = ['response', 'hidden', 'minilm'] as const;

/** What `bertsmith distill` is told. */
export interface DistillOptions extends LoadTaskOptions, RunOptions {
  readonly packing?: boolean;
  /** A directory with a model that was trained for the task. */
  readonly teacher: string;
  /** A directory to start from, or the name of a size. */
  readonly student?: string;
  /** Layers of the teacher that the student begins with, comma-separated, from 0. */
  readonly studentLayers?: string;
  readonly temperature: number;
  /** The share of the teacher's answers in the loss. */
  readonly alpha: number;
  readonly transfer: (typeof TRANSFERS)[number];
  /** Where the teacher's outputs are kept. Default: in memory, or nowhere. */
  readonly teacherCache?: string;
}

/** Logits are flat long before. */
const HIGHEST_TEMPERATURE = 1000;

/** Adds the options of `distill` to its command. */
export function addDistillOptions(command: Command): Command {
  for (const option of [...teachingOptions(), ...taskRunOptions()]) command.addOption(option);
  const learningRate = `${PRETRAINED_LEARNING_RATE}, for a fresh student ${FRESH_LEARNING_RATE}`;
  return addRunOptions(command, { epochs: 3, learningRate });
}

function teachingOptions(): Option[] {
  return [
    new RequiredOption('--teacher <dir>', 'a model that was trained for the task'),
    new Option(
      '--student <dir|preset>',
      `a model to start from, or the size of a fresh one: ${PRESET_NAMES.join(', ')}`,
    ),
    new Option('--student-layers <numbers>', 'start with these layers of the teacher, from 0, comma-separated: 0,2,4'),
    decimalNumberOption({
      flag: '--temperature',
      description: 'what the logits of both are divided by',
      defaultValue: 2,
      minimum: 0,
      maximum: HIGHEST_TEMPERATURE,
    }),
    shareOption(),
    new Option(
      '--transfer <name>',
      `what is learned of the teacher beside its answers: ${TRANSFERS.join(', ')} (its answers alone, layers, or relations of attention)`,
    )
      .argParser(knownName('transfer', TRANSFERS))
      .default('response'),
    new Option(
      '--teacher-cache <dir>',
      "where the teacher's outputs are kept for this run and others (default: in memory, of layers nowhere)",
    ),
  ];
}

/** 0 is a share, too, which other options do not take. */
function shareOption(): Option {
  const option = new Option(
    '--alpha <number>',
    "the share of the teacher's answers in the loss; the labels have the rest",
  );
  return option.default(0.5).argParser((text: string) => {
    const share = text.trim() === '' ? Number.NaN : Number(text);
    if (share >= 0 && share <= 1) return share;
    throw new ConfigError(`--alpha is '${text}', expected a number from 0 to 1`, { flag: '--alpha', actual: text });
  });
}

/** @throws ConfigError unless there is one student */
export function checkStudentOptions({ student, studentLayers }: DistillOptions): void {
  if ((student === undefined) !== (studentLayers === undefined)) return;
  const found = student === undefined ? 'neither is there' : 'both are there';
  throw new ConfigError(`--student or --student-layers says what the student is, one of them: ${found}`, {
    student,
    studentLayers,
  });
}
