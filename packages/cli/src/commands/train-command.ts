import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { requireKeptSources } from '../options/require-kept-sources.js';
import { checkModelOptions } from '../training/model-options.js';
import { runTaskCommand } from '../training/run-task-command.js';
import { trainAndSave } from '../training/train-and-save.js';
import { addTrainOptions, type TrainOptions } from '../training/train-options.js';
import { TRAINING_REPORT } from '../training/training-report.js';
import type { Finish } from './finish.js';

/** `bertsmith train`: a model for a task, from scratch with its vocabulary, or from a directory. */
export function trainCommand(io: CommandIo, finish: Finish): Command {
  const command = new Command('train').description(
    'Train a model for a task: from scratch, or from one that is there.',
  );
  return addTrainOptions(command).action(async (options: TrainOptions) => {
    checkModelOptions(command);
    requireKeptSources(options);
    finish(await runTaskCommand({ name: 'train', work: trainAndSave, report: TRAINING_REPORT }, options, io));
  });
}
