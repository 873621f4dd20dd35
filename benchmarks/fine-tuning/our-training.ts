/** A pre-trained model fine-tuned by us: the rows of a task, and a run for a seed. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { loadModel } from '@bertsmith/bert-core/files';
import { type EncodedExamples, findTask, isHeldOut } from '@bertsmith/data';
import { loadTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { Evaluator, type TaskHead, Trainer, type TrainingPlugin, taskHead } from '@bertsmith/train';
import { SETTINGS } from './fine-tuning-tasks.js';

/** Which task, from where, and on which model. */
export interface TaskChoice {
  readonly name: string;
  /** Its files; left out for a task that brings its rows. */
  readonly path?: string;
  readonly epochs: number;
  /** The model's directory. */
  readonly directory: string;
  /** Training rows are held out where the hash of their text says so, one of so many. Default: none. */
  readonly holdout?: number;
  /** Rows of each kind at most. Default: all. */
  readonly maxRows?: number;
}

/** A task's rows as ids. */
export interface PreparedTask extends TaskChoice {
  readonly rows: { readonly train: EncodedExamples; readonly validation: EncodedExamples };
  readonly heldOut: EncodedExamples | undefined;
  readonly labels: readonly string[];
  readonly metric: string;
  readonly kind: string;
  readonly head: TaskHead<unknown>;
}

/** Reads and tokenizes the rows of a task. */
export async function prepareTask(choice: TaskChoice): Promise<PreparedTask> {
  const { name, path, directory, holdout, maxRows = Number.POSITIVE_INFINITY } = choice;
  const task = findTask(name);
  const head = taskHead(task.kind) as TaskHead<unknown>;
  const data = await task.load(path === undefined ? {} : { path });
  const labels = 'labels' in data ? data.labels : [];
  const tokenizer = await loadTokenizer(directory);
  const encode = (rows: readonly unknown[]) =>
    head.encode(rows.slice(0, maxRows), tokenizer, { maxLength: SETTINGS.maxLength, labels });
  const isOut = (row: unknown) => holdout !== undefined && isHeldOut(head.key(row), holdout);
  const all: readonly unknown[] = data.train;
  const rows = { train: encode(all.filter((row) => !isOut(row))), validation: encode(data.validation) };
  const heldOut = holdout === undefined ? undefined : encode(all.filter(isOut));
  return { ...choice, rows, heldOut, labels, metric: task.metric, kind: task.kind, head };
}

/** What differs from run to run. */
export interface RunChoice {
  readonly seed: number;
  readonly threads: number;
  readonly plugins?: readonly TrainingPlugin[];
}

/** What came of a run. */
export interface FineTunedRun {
  /** With loading and compiling. */
  readonly seconds: number;
  /** On the validation rows, by the task's metric. */
  readonly score: number;
  /** On the rows that were held out. */
  readonly heldOutScore: number | undefined;
  /** The loss of each step. */
  readonly losses: readonly number[];
}

/** Fine-tunes the model once. */
export async function trainOnce(task: PreparedTask, { seed, threads, plugins = [] }: RunChoice): Promise<FineTunedRun> {
  const { rows, epochs, metric, head, labels, directory } = task;
  const started = performance.now();
  const { architecture } = head;
  const { model } = await loadModel(directory, { architecture, ...head.config(labels), seed });
  const { batch: batchSize, learningRate, maxLength, weightDecay, warmupRatio } = SETTINGS;
  const losses: number[] = [];
  const trainer = new Trainer({
    ...{ model, ...rows, epochs, seed, threads, batchSize, learningRate, maxLength, weightDecay, warmupRatio, plugins },
    backend: createOnnxRuntimeBackend(),
    onEvent: (event) => {
      if (event.kind === 'step') losses.push(event.loss);
    },
  });
  const { evaluation } = await trainer.train();
  const seconds = (performance.now() - started) / 1000;
  const score = evaluation.metrics[metric] ?? Number.NaN;
  return { seconds, score, heldOutScore: await scoreHeldOut(task, model, threads), losses };
}

async function scoreHeldOut(
  { heldOut, metric }: PreparedTask,
  model: BertModelWithHead,
  threads: number,
): Promise<number | undefined> {
  if (heldOut === undefined) return undefined;
  const settings = { model, backend: createOnnxRuntimeBackend(), maxLength: SETTINGS.maxLength, threads };
  await using evaluator = await Evaluator.create(settings);
  return (await evaluator.evaluate(heldOut)).metrics[metric];
}
