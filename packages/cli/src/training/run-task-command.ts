import type { CommandIo } from '../command-io.js';
import { INTERRUPTED_STATUS } from '../interrupt.js';
import { createTrainingProgress } from '../progress/training-progress.js';
import type { TrainingCommand } from '../report/next-command.js';
import { reportSkipped } from '../report/skipped-rows.js';
import { writeResults } from '../streams/write-results.js';
import { type LoadedTask, loadTask } from '../task/load-task.js';
import { checkOutputDirectory } from './check-output-directory.js';
import { clearEarlierRun, finishRun, isOfRun, sayFinishedRun } from './finished-run.js';
import type { RunOptions } from './run-options.js';
import type { TrainingSurroundings } from './run-trainer.js';
import type { TaskRunOptions } from './train-and-save.js';

/** Trains a model that a command has made, and saves it. */
export type TaskWork<Options, Finished, Loaded = LoadedTask> = (
  loaded: Loaded,
  options: Options,
  surroundings: TrainingSurroundings,
) => Promise<Finished>;

/** What came of such work; nothing was trained where there is no result. */
export interface FinishedWork {
  readonly result?: { readonly isAborted: boolean } | undefined;
}

/** How it is told. */
export interface TaskReport<Options, Finished, Loaded = LoadedTask> {
  /** One line. */
  json(loaded: Loaded, options: Options, finished: Finished): string;
  /** For people. */
  lines(io: CommandIo, loaded: Loaded, options: Options, finished: Finished & CommandOfRun): string[];
}

/** What was typed. */
export interface CommandOfRun {
  readonly command: TrainingCommand;
}

/** A command that trains a model for a task. */
export interface TaskCommand<Options, Finished, Loaded = LoadedTask> {
  readonly name: TrainingCommand;
  readonly work: TaskWork<Options, Finished, Loaded>;
  readonly report: TaskReport<Options, Finished, Loaded>;
}

/** What `train`, `distill` and `prune` have in common: the rows, the output directory with an earlier run in it, progress, and the report at the end. */
export async function runTaskCommand<Options extends TaskRunOptions, Finished extends FinishedWork>(
  command: TaskCommand<Options, Finished>,
  options: Options,
  io: CommandIo,
): Promise<number> {
  const startedAtMs = performance.now();
  if (options.resume && (await sayFinishedRun(options, io))) return 0;
  const isResumed = (options.resume ?? false) && (await isOfRun(options.output));
  await checkOutputDirectory(options.output, (options.overwrite ?? false) || isResumed);
  const loaded = await loadTask(options);
  if (!options.resume) await clearEarlierRun(options.output);
  reportSkipped(io.stderr, loaded);
  return await carryOut(command, { loaded, options, startedAtMs }, io);
}

/** What is carried out: rows where there is a task, and since when. */
interface Begun<Loaded, Options> {
  readonly loaded: Loaded;
  readonly options: Options;
  readonly startedAtMs: number;
}

/** The work of a command in an output directory that is ready for it: with progress, and the report at the end. */
export async function carryOut<Loaded, Options extends RunOptions, Finished extends FinishedWork>(
  { name, work, report }: TaskCommand<Options, Finished, Loaded>,
  { loaded, options, startedAtMs }: Begun<Loaded, Options>,
  io: CommandIo,
): Promise<number> {
  const progress = createTrainingProgress(io, options);
  try {
    const finished = await work(loaded, options, { io, command: name, progress, startedAtMs });
    const isAborted = finished.result?.isAborted ?? false;
    const json = report.json(loaded, options, finished);
    // First: whoever reads the results may be gone, and the run is at its end all the same.
    if (!isAborted) await finishRun(options.output, json);
    const told = { ...finished, command: name };
    const text = options.json ? json : `${report.lines(io, loaded, options, told).join('\n')}\n`;
    await writeResults(io.stdout, text);
    return isAborted ? INTERRUPTED_STATUS : 0;
  } finally {
    progress.end();
  }
}
