import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { checkPruneOptions } from '../pruning/check-prune-options.js';
import { type FinishedPruning, pruneAndSave } from '../pruning/prune-and-save.js';
import { addPruneOptions, type PruneOptions } from '../pruning/prune-options.js';
import { pruningJson, pruningLines } from '../pruning/pruning-report.js';
import type { LoadedTask } from '../task/load-task.js';
import { checkOutputDirectory } from '../training/check-output-directory.js';
import { clearEarlierRun } from '../training/finished-run.js';
import { carryOut, runTaskCommand, type TaskCommand } from '../training/run-task-command.js';
import type { Finish } from './finish.js';

const PRUNE: TaskCommand<PruneOptions, FinishedPruning, LoadedTask | undefined> = {
  name: 'prune',
  work: pruneAndSave,
  report: { json: pruningJson, lines: pruningLines },
};

/** Prunes by the model's own numbers: there is nothing to score and to train with. */
async function pruneWithoutTask(options: PruneOptions, io: CommandIo): Promise<number> {
  const startedAtMs = performance.now();
  await checkOutputDirectory(options.output, options.overwrite ?? false);
  await clearEarlierRun(options.output);
  return await carryOut(PRUNE, { loaded: undefined, options, startedAtMs }, io);
}

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
