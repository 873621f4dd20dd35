import type { BertModelWithHead } from '@bertsmith/bert-core';
import { rowCount } from '@bertsmith/data';
import type { TrainingResult } from '@bertsmith/train';
import { loadTrainedDirectory } from '../model/load-model-directory.js';
import { scoreModel, type TaskScores } from '../model/score-model.js';
import { formatCount } from '../report/number-format.js';
import type { LoadedTask } from '../task/load-task.js';
import { prepareTraining } from './prepare-training.js';
import { describeModel, runTrainer, type TrainingSurroundings } from './run-trainer.js';
import { FRESH_LEARNING_RATE, PRETRAINED_LEARNING_RATE, type TrainOptions } from './train-options.js';
import { trainerSettings } from './trainer-settings.js';

/** What a run of `train` came to. */
export interface FinishedTraining {
  readonly model: BertModelWithHead;
  readonly result: TrainingResult;
  /** Of the model as it was read back from the output directory; after Ctrl-C, of the same parameters in memory. */
  readonly scores: TaskScores;
  /** Before the training loop: loading, the vocabulary, tokenizing, compiling. */
  readonly setupSeconds: number;
}

/** Trains a model for a task, saves it with its tokenizer, and scores what was saved. */
export async function trainAndSave(
  loaded: LoadedTask,
  asked: TrainOptions,
  surroundings: TrainingSurroundings,
): Promise<FinishedTraining> {
  const note = (line: string) => surroundings.progress.note(line);
  const { model, tokenizer, train, validation, maxLength } = await prepareTraining(loaded, asked, note);
  const options = { ...asked, maxLength };
  note(`training ${describeModel(options, model)} on ${formatCount(rowCount(train))} rows`);
  const learningRate = options.model === undefined ? FRESH_LEARNING_RATE : PRETRAINED_LEARNING_RATE;
  const context = { model, learningRate, metric: loaded.task.metric };
  const packing = options.packing ?? false;
  const settings = { train, validation, packing, ...trainerSettings(options, context) };
  const { result, setupSeconds } = await runTrainer({ model, tokenizer, settings }, options, surroundings);
  const finished = { model: result.model, result, setupSeconds };
  if (result.isAborted) return { ...finished, scores: { validation: result.evaluation, further: {} } };
  note('scoring the saved model');
  return { ...finished, scores: await scoreModel(await loadTrainedDirectory(options.output), loaded, options) };
}
