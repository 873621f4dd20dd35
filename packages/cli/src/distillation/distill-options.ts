import { PRESET_NAMES } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { type Command, Option } from 'commander';
import { RequiredOption } from '../options/required-option.js';
import type { LoadTaskOptions } from '../task/load-task.js';
import { addRunOptions, epochsOption, type RunOptions } from '../training/run-options.js';
import { FRESH_LEARNING_RATE, PRETRAINED_LEARNING_RATE, taskRunOptions } from '../training/train-options.js';
import { type LessonOptions, lessonOptions } from './lesson-options.js';

/** What `bertsmith distill` is told. */
export interface DistillOptions extends LessonOptions, LoadTaskOptions, RunOptions {
  readonly packing?: boolean;
  /** A directory with a model that was trained for the task. */
  readonly teacher: string;
  /** A directory to start from, or the name of a size. */
  readonly student?: string;
  /** Layers of the teacher that the student begins with, comma-separated, from 0. */
  readonly studentLayers?: string;
}

/** Adds the options of `distill` to its command. */
export function addDistillOptions(command: Command): Command {
  for (const option of [...studentOptions(), ...lessonOptions(), ...taskRunOptions()]) command.addOption(option);
  const learningRate = `${PRETRAINED_LEARNING_RATE}, for a fresh student ${FRESH_LEARNING_RATE}`;
  return addRunOptions(command, { epochsOption: epochsOption(3), learningRate });
}

function studentOptions(): Option[] {
  return [
    new RequiredOption('--teacher <dir>', 'a model that was trained for the task'),
    new Option(
      '--student <dir|preset>',
      `a model to start from, or the size of a fresh one: ${PRESET_NAMES.join(', ')}`,
    ),
    new Option('--student-layers <numbers>', 'start with these layers of the teacher, from 0, comma-separated: 0,2,4'),
  ];
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
