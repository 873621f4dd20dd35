import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { distillAndSave } from '../distillation/distill-and-save.js';
import { addDistillOptions, checkStudentOptions, type DistillOptions } from '../distillation/distill-options.js';
import { requireOtherDirectory } from '../options/require-other-directory.js';
import { runTaskCommand } from '../training/run-task-command.js';
import { TRAINING_REPORT } from '../training/training-report.js';
import type { Finish } from './finish.js';

/** `bertsmith distill`: a small model that learns a task from a large one. */
export function distillCommand(io: CommandIo, finish: Finish): Command {
  const command = new Command('distill').description('Train a small model for a task from a large one that knows it.');
  return addDistillOptions(command).action(async (options: DistillOptions) => {
    checkStudentOptions(options);
    requireOtherDirectory(options);
    finish(await runTaskCommand({ name: 'distill', work: distillAndSave, report: TRAINING_REPORT }, options, io));
  });
}
