import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { modelFiles } from '@bertsmith/bert-core/files';
import { writeFilesTogether } from '@bertsmith/tensor/files';
import { tokenizerFiles } from '@bertsmith/tokenizer-wordpiece/files';
import { latestCheckpoint, Trainer, type TrainingResult } from '@bertsmith/train';
import type { CommandIo } from '../command-io.js';
import { listenForInterrupt } from '../interrupt.js';
import { loadTrainedDirectory } from '../model/load-model-directory.js';
import { scoreModel, type TaskScores } from '../model/score-model.js';
import type { TrainingProgress } from '../progress/training-progress.js';
import { formatCount } from '../report/number-format.js';
import type { LoadedTask } from '../task/load-task.js';
import { CHECKPOINTS } from './finished-run.js';
import { type PreparedTraining, prepareTraining } from './prepare-training.js';
import { formatRunConfig, RUN_CONFIG_FILE } from './run-config.js';
import { FRESH_LEARNING_RATE, PRETRAINED_LEARNING_RATE, type TrainOptions } from './train-options.js';

/** What a run of `train` came to. */
export interface FinishedTraining {
  readonly model: BertModelWithHead;
  readonly result: TrainingResult;
  /** Of the model as it was read back from the output directory; after Ctrl-C, of the same parameters in memory. */
  readonly scores: TaskScores;
  /** Before the training loop: loading, the vocabulary, tokenizing, compiling. */
  readonly setupSeconds: number;
}

/** Where progress goes, and where Ctrl-C comes from. */
export interface TrainingSurroundings {
  readonly io: CommandIo;
  readonly progress: TrainingProgress;
  /** When the command began, as `performance.now()` has it. */
  readonly startedAtMs: number;
}

const INTERRUPT_NOTE =
  'stopping after this step, then evaluating and saving; Ctrl-C again ends at once, without saving';

/** Trains a model for a task, saves it with its tokenizer, and scores what was saved. */
export async function trainAndSave(
  loaded: LoadedTask,
  options: TrainOptions,
  surroundings: TrainingSurroundings,
): Promise<FinishedTraining> {
  const { progress, startedAtMs } = surroundings;
  const note = (line: string) => progress.note(line);
  const prepared = await prepareTraining(loaded, options, note);
  note(`training ${describeModel(options, prepared.model)} on ${formatCount(prepared.train.offsets.length - 1)} rows`);
  const { result, endedAtMs } = await runTrainer(prepared, options, surroundings);
  for (const warning of result.warnings) note(warning);
  const { model } = result;
  const setupSeconds = (endedAtMs - startedAtMs) / 1000 - result.seconds;
  if (result.isAborted) {
    return { model, result, scores: { validation: result.evaluation, further: {} }, setupSeconds };
  }
  note('scoring the saved model');
  const scores = await scoreModel(await loadTrainedDirectory(options.output), loaded, options);
  return { model, result, scores, setupSeconds };
}

/** Training and saving are one: whoever presses Ctrl-C keeps what was learned. */
async function runTrainer(
  { tokenizer, ...prepared }: PreparedTraining,
  options: TrainOptions,
  { io, progress }: TrainingSurroundings,
): Promise<{ result: TrainingResult; endedAtMs: number }> {
  using interrupt = listenForInterrupt(io, () => {
    progress.note(INTERRUPT_NOTE);
    progress.end();
  });
  const { output } = options;
  const directory = join(output, CHECKPOINTS);
  const files = (at: string) => tokenizerFiles(tokenizer, at);
  const { checkpointEvery: everySteps } = options;
  const trainer = new Trainer({
    ...prepared,
    ...trainerSettings(options),
    backend: createOnnxRuntimeBackend(),
    checkpoints: { directory, files, isAtEnd: false, ...(everySteps !== undefined && { everySteps }) },
    resumeFrom: options.resume ? await latestCheckpoint(directory) : undefined,
    onEvent: (event) => progress.report(event),
    signal: interrupt.signal,
  });
  const result = await trainer.train();
  const endedAtMs = performance.now();
  await writeFilesTogether([
    [join(output, RUN_CONFIG_FILE), formatRunConfig(options)],
    ...tokenizerFiles(tokenizer, output),
    ...modelFiles(result.model, output),
  ]);
  if (!result.isAborted) await rm(directory, { recursive: true, force: true });
  return { result, endedAtMs };
}

function trainerSettings(options: TrainOptions) {
  const { maxLength, epochs, batchSize, weightDecay, seed, threads, maxSteps, evaluateEvery, packing } = options;
  const usualRate = options.model === undefined ? FRESH_LEARNING_RATE : PRETRAINED_LEARNING_RATE;
  return {
    ...{ maxLength, epochs, batchSize, weightDecay, seed, threads },
    learningRate: options.learningRate ?? usualRate,
    ...(maxSteps !== undefined && { maxSteps }),
    ...(packing !== undefined && { packing }),
    ...(evaluateEvery !== undefined && { evaluateEverySteps: evaluateEvery }),
  };
}

function describeModel({ preset, model }: TrainOptions, { architecture, config, arena }: BertModelWithHead): string {
  const { numHiddenLayers, hiddenSize } = config;
  const size = `${numHiddenLayers} layers x ${hiddenSize}, ${formatCount(arena.parameterCount)} parameters`;
  return model === undefined ? `BERT ${preset} (${size})` : `${architecture} from ${model} (${size})`;
}
