import type { BertModelWithHead } from '@bertsmith/bert-core';
import { rowCount } from '@bertsmith/data';
import type { TrainingPlugin, TrainingResult } from '@bertsmith/train';
import type { BeforeAndAfter } from '../measurement/before-and-after.js';
import { loadTrainedDirectory } from '../model/load-model-directory.js';
import { scoreModel, type TaskScores } from '../model/score-model.js';
import { formatCount } from '../report/number-format.js';
import type { LoadedTask, LoadTaskOptions } from '../task/load-task.js';
import { keepZeros } from './keep-zeros.js';
import { mixedPrecisionPlugins } from './mixed-precision-plugins.js';
import { type PreparedTraining, prepareTraining } from './prepare-training.js';
import type { RunOptions } from './run-options.js';
import { describeModel, runTrainer, type TrainingSurroundings } from './run-trainer.js';
import { FRESH_LEARNING_RATE, PRETRAINED_LEARNING_RATE, type TrainOptions } from './train-options.js';
import { trainerSettings } from './trainer-settings.js';

/** What a run of `train` or `distill` came to. */
export interface FinishedTraining {
  readonly model: BertModelWithHead;
  readonly result: TrainingResult;
  /** Of the model as it was read back from the output directory; after Ctrl-C, of the same parameters in memory. */
  readonly scores: TaskScores;
  /** Before the training loop: loading, the vocabulary, tokenizing, compiling. */
  readonly setupSeconds: number;
  /** Whom the model learned from, when it did. */
  readonly teacher?: TeacherScore;
  /** That teacher and its student, each in a process of its own; none of a run that was interrupted. */
  readonly measured?: BeforeAndAfter;
}

/** A teacher, on the rows that the student is scored on. */
export interface TeacherScore {
  /** The value of the task's own metric. */
  readonly score: number | undefined;
  readonly parameters: number;
}

/** What a run trains, and what is not said by its options. */
export interface PreparedRun extends PreparedTraining {
  /** Where the model comes from, in a few words. */
  readonly description: string;
  /** The rate when none is asked for. */
  readonly learningRate: number;
  /** What acts in a step before the plugins of the options. */
  readonly plugins: readonly TrainingPlugin[];
  /** What is saved of the trained model. Default: all of it. */
  readonly finishModel?: (model: BertModelWithHead) => BertModelWithHead;
}

/** How a run is trained. */
export type TaskRunOptions = LoadTaskOptions & RunOptions & Pick<TrainOptions, 'packing' | 'amp'>;

/** Trains a model for a task, saves it with its tokenizer, and scores what was saved. */
export async function trainAndSave(
  loaded: LoadedTask,
  asked: TrainOptions,
  surroundings: TrainingSurroundings,
): Promise<FinishedTraining> {
  const prepared = await prepareTraining(loaded, asked, (line) => surroundings.progress.note(line));
  const learningRate = asked.model === undefined ? FRESH_LEARNING_RATE : PRETRAINED_LEARNING_RATE;
  const run = { ...prepared, learningRate, plugins: [], description: describeModel(asked, prepared.model) };
  return await trainPrepared(loaded, run, asked, surroundings);
}

/** The same for a run that is prepared. */
export async function trainPrepared(
  loaded: LoadedTask,
  run: PreparedRun,
  asked: TaskRunOptions,
  surroundings: TrainingSurroundings,
): Promise<FinishedTraining> {
  const note = (line: string) => surroundings.progress.note(line);
  const { model, tokenizer, train, validation, maxLength, learningRate } = run;
  const options = { ...asked, maxLength };
  note(`training ${run.description} on ${formatCount(rowCount(train))} rows`);
  const { plugins = [], ...others } = trainerSettings(options, { model, learningRate, metric: loaded.task.metric });
  const packing = options.packing ?? false;
  const amp = await mixedPrecisionPlugins(options.amp, { model, train, ...options }, note);
  const zeros = keepZeros(model, note);
  const all = [...run.plugins, ...zeros, ...amp, ...plugins];
  const settings = { train, validation, packing, ...others, plugins: all };
  const { finishModel } = run;
  const { result, setupSeconds } = await runTrainer({ model, tokenizer, settings, finishModel }, options, surroundings);
  const finished = { model: result.model, result, setupSeconds };
  if (result.isAborted) return { ...finished, scores: { validation: result.evaluation, further: {} } };
  note('scoring the saved model');
  return { ...finished, scores: await scoreModel(await loadTrainedDirectory(options.output), loaded, options) };
}
