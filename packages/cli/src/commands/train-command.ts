import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { INTERRUPTED_STATUS } from '../interrupt.js';
import { createTrainingProgress } from '../progress/training-progress.js';
import { reportSkipped } from '../report/skipped-rows.js';
import { loadTask } from '../task/load-task.js';
import { checkOutputDirectory } from '../training/check-output-directory.js';
import { clearEarlierRun, finishRun, isOfRun, sayFinishedRun } from '../training/finished-run.js';
import { checkModelOptions } from '../training/model-options.js';
import { trainAndSave } from '../training/train-and-save.js';
import { addTrainOptions, type TrainOptions } from '../training/train-options.js';
import { printTraining, trainingJson } from '../training/training-report.js';
import type { Finish } from './finish.js';

/** `bertsmith train`: a model for a task, from scratch with its vocabulary, or from a directory. */
export function trainCommand(io: CommandIo, finish: Finish): Command {
  const command = new Command('train').description(
    'Train a model for a task: from scratch, or from one that is there.',
  );
  return addTrainOptions(command).action(async (options: TrainOptions) => {
    checkModelOptions(command);
    finish(await train(options, io));
  });
}

async function train(options: TrainOptions, io: CommandIo): Promise<number> {
  const startedAtMs = performance.now();
  if (options.resume && (await sayFinishedRun(options, io))) return 0;
  const isResumed = (options.resume ?? false) && (await isOfRun(options.output));
  await checkOutputDirectory(options.output, (options.overwrite ?? false) || isResumed);
  const loaded = await loadTask(options);
  if (!options.resume) await clearEarlierRun(options.output);
  reportSkipped(io.stderr, loaded);
  const progress = createTrainingProgress(io, options);
  try {
    const finished = await trainAndSave(loaded, options, { io, command: 'train', progress, startedAtMs });
    const { isAborted } = finished.result;
    // First: whoever reads the results may be gone, and the run is at its end all the same.
    if (!isAborted) await finishRun(options.output, trainingJson(loaded, options, finished));
    await printTraining(io, loaded, options, finished);
    return isAborted ? INTERRUPTED_STATUS : 0;
  } finally {
    progress.end();
  }
}
