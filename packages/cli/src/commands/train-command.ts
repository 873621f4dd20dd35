import { findTask } from '@bertsmith/data';
import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { INTERRUPTED_STATUS } from '../interrupt.js';
import { createTrainingProgress } from '../progress/training-progress.js';
import { loadTask, requireClassification } from '../task/load-task.js';
import { checkOutputDirectory } from '../training/check-output-directory.js';
import { trainAndSave } from '../training/train-and-save.js';
import { addTrainOptions, type TrainOptions } from '../training/train-options.js';
import { printTraining } from '../training/training-report.js';
import type { Finish } from './finish.js';

/** `bertsmith train`: a classifier from scratch, its vocabulary included. */
export function trainCommand(io: CommandIo, finish: Finish): Command {
  const command = new Command('train').description('Train a classifier from scratch, its vocabulary included.');
  return addTrainOptions(command).action(async (options: TrainOptions) => finish(await train(options, io)));
}

async function train(options: TrainOptions, io: CommandIo): Promise<number> {
  const startedAtMs = performance.now();
  requireClassification(findTask(options.task));
  await checkOutputDirectory(options.output, options.overwrite ?? false);
  const loaded = await loadTask(options.task, options.maxExamples);
  const progress = createTrainingProgress(io, options);
  try {
    const finished = await trainAndSave(loaded, options, { io, progress, startedAtMs });
    await printTraining(io, loaded, options, finished);
    return finished.result.isAborted ? INTERRUPTED_STATUS : 0;
  } finally {
    progress.end();
  }
}
