import type { CommandIo } from '../command-io.js';
import { INTERRUPTED_STATUS } from '../interrupt.js';
import { createTrainingProgress } from '../progress/training-progress.js';
import type { TrainingCommand } from '../report/next-command.js';
import { reportSkipped } from '../report/skipped-rows.js';
import { type LoadedTask, loadTask } from '../task/load-task.js';
import { checkOutputDirectory } from './check-output-directory.js';
import { clearEarlierRun, finishRun, isOfRun, sayFinishedRun } from './finished-run.js';
import type { TrainingSurroundings } from './run-trainer.js';
import type { FinishedTraining, TaskRunOptions } from './train-and-save.js';
import { printTraining, trainingJson } from './training-report.js';

/** Trains a model that a command has made, and saves it. */
export type TaskWork<Options> = (
  loaded: LoadedTask,
  options: Options,
  surroundings: TrainingSurroundings,
) => Promise<FinishedTraining>;

/** What `train` and `distill` have in common: the rows, the output directory with an earlier run in it, progress, and the report at the end. */
export async function runTaskCommand<Options extends TaskRunOptions>(
  command: TrainingCommand,
  options: Options,
  io: CommandIo,
  work: TaskWork<Options>,
): Promise<number> {
  const startedAtMs = performance.now();
  if (options.resume && (await sayFinishedRun(options, io))) return 0;
  const isResumed = (options.resume ?? false) && (await isOfRun(options.output));
  await checkOutputDirectory(options.output, (options.overwrite ?? false) || isResumed);
  const loaded = await loadTask(options);
  if (!options.resume) await clearEarlierRun(options.output);
  reportSkipped(io.stderr, loaded);
  const progress = createTrainingProgress(io, options);
  try {
    const finished = await work(loaded, options, { io, command, progress, startedAtMs });
    const { isAborted } = finished.result;
    // First: whoever reads the results may be gone, and the run is at its end all the same.
    if (!isAborted) await finishRun(options.output, trainingJson(loaded, options, finished));
    await printTraining(io, loaded, options, { ...finished, command });
    return isAborted ? INTERRUPTED_STATUS : 0;
  } finally {
    progress.end();
  }
}
