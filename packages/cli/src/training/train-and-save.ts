import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertForSequenceClassification } from '@bertsmith/bert-core';
import { modelFiles } from '@bertsmith/bert-core/files';
import { writeFilesTogether } from '@bertsmith/tensor/files';
import { tokenizerFiles } from '@bertsmith/tokenizer-wordpiece/files';
import { type EvaluationResult, Trainer, type TrainingResult } from '@bertsmith/train';
import type { CommandIo } from '../command-io.js';
import { listenForInterrupt } from '../interrupt.js';
import { loadModelDirectory } from '../model/load-model-directory.js';
import { scoreModel } from '../model/score-model.js';
import type { TrainingProgress } from '../progress/training-progress.js';
import { formatCount } from '../report/number-format.js';
import type { LoadedTask } from '../task/load-task.js';
import { type PreparedTraining, prepareTraining } from './prepare-training.js';
import type { TrainOptions } from './train-options.js';

/** What a run of `train` came to. */
export interface FinishedTraining {
  readonly model: BertForSequenceClassification;
  readonly result: TrainingResult;
  /** Of the model as it was read back from the output directory; after Ctrl-C, of the same parameters in memory. */
  readonly evaluation: EvaluationResult;
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

/** Trains a fresh classifier on a task, saves it with its tokenizer, and scores what was saved. */
export async function trainAndSave(
  loaded: LoadedTask,
  options: TrainOptions,
  surroundings: TrainingSurroundings,
): Promise<FinishedTraining> {
  const { progress, startedAtMs } = surroundings;
  const note = (line: string) => progress.note(line);
  const prepared = await prepareTraining(loaded, options, note);
  const { model } = prepared;
  note(`training ${describeModel(options, model)} on ${formatCount(loaded.train.length)} examples`);
  const { result, endedAtMs } = await runTrainer(prepared, options, surroundings);
  const setupSeconds = (endedAtMs - startedAtMs) / 1000 - result.seconds;
  if (result.isAborted) return { model, result, evaluation: result.evaluation, setupSeconds };
  note('scoring the saved model');
  const evaluation = await scoreModel(await loadModelDirectory(options.output), loaded, options);
  return { model, result, evaluation, setupSeconds };
}

/** Training and saving are one: whoever presses Ctrl-C keeps what was learned. */
async function runTrainer(
  prepared: PreparedTraining,
  options: TrainOptions,
  { io, progress }: TrainingSurroundings,
): Promise<{ result: TrainingResult; endedAtMs: number }> {
  using interrupt = listenForInterrupt(io, () => {
    progress.note(INTERRUPT_NOTE);
    progress.end();
  });
  const trainer = new Trainer({
    model: prepared.model,
    train: prepared.train,
    validation: prepared.validation,
    maxLength: options.maxLength,
    epochs: options.epochs,
    batchSize: options.batchSize,
    learningRate: options.learningRate,
    seed: options.seed,
    threads: options.threads,
    ...(options.maxSteps !== undefined && { maxSteps: options.maxSteps }),
    backend: createOnnxRuntimeBackend(),
    onEvent: (event) => progress.report(event),
    signal: interrupt.signal,
  });
  const result = await trainer.train();
  const endedAtMs = performance.now();
  const { model, tokenizer } = prepared;
  await writeFilesTogether([...tokenizerFiles(tokenizer, options.output), ...modelFiles(model, options.output)]);
  return { result, endedAtMs };
}

function describeModel({ preset }: TrainOptions, { config, arena }: BertForSequenceClassification): string {
  const { numHiddenLayers, hiddenSize } = config;
  const size = `${numHiddenLayers} layers x ${hiddenSize}, ${formatCount(arena.parameterCount)} parameters`;
  return `BERT ${preset} (${size})`;
}
