import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { checkPruneOptions } from '../pruning/check-prune-options.js';
import { type FinishedPruning, pruneAndSave } from '../pruning/prune-and-save.js';
import { addPruneOptions, type PruneOptions, type PruneTaskOptions } from '../pruning/prune-options.js';
import { pruneWithoutTask } from '../pruning/prune-without-task.js';
import { pruningJson, pruningLines } from '../pruning/pruning-report.js';
import { runTaskCommand, type TaskCommand } from '../training/run-task-command.js';
import type { Finish } from './finish.js';

const PRUNE: TaskCommand<PruneTaskOptions, FinishedPruning> = {
  name: 'prune',
  work: pruneAndSave,
  report: { json: pruningJson, lines: pruningLines },
};

/** `bertsmith prune`: a smaller or sparser model from one that is there, measured beside it. */
export function pruneCommand(io: CommandIo, finish: Finish): Command {
  const command = new Command('prune').description('Make a trained model smaller, and measure it before and after.');
  return addPruneOptions(command).action(async (options: PruneOptions) => {
    checkPruneOptions(command, options);
    const { task } = options;
    finish(
      task === undefined ? await pruneWithoutTask(options, io) : await runTaskCommand(PRUNE, { ...options, task }, io),
    );
  });
}
