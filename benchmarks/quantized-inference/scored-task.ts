/** A fine-tuned model with the rows of its task, to be scored in every format. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { exportOnnx, loadModel } from '@bertsmith/bert-core/files';
import { type EncodedExamples, findTask, isHeldOut } from '@bertsmith/data';
import type { Backend } from '@bertsmith/graph';
import { calibrationRows, quantize } from '@bertsmith/quantize';
import { loadTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { Evaluator, type TaskHead, taskHead } from '@bertsmith/train';
import { spread } from '../inference/shared-files.js';
import { fileBackend } from './file-backend.js';
import type { Format } from './formats.js';

/** Which task, and where its model is. */
export interface TaskRequest {
  readonly task: string;
  readonly directory: string;
  /** Where the rows are. */
  readonly data: string;
  /** Rows of each part at most, evenly spread. */
  readonly maxExamples: number;
  readonly holdout?: number;
}

type Scores = Readonly<Record<string, number>>;

/** What {@link openTask} opened. */
export interface ScoredTask {
  readonly metric: string;
  /** Rows to score on, by name. */
  readonly parts: Readonly<Record<string, EncodedExamples>>;
  readonly floatBytes: number;
  score(): Promise<Scores>;
  scoreQuantized(format: Format): Promise<{ readonly bytes: number; readonly scores: Scores; readonly note: string }>;
  scorePython(python: string): Promise<{ readonly bytes: number; readonly scores: Scores }>;
}

/** Tokens of a row at most, as `bertsmith train` has it by default. */
const MAX_LENGTH = 128;

/** Training rows that are calibrated with. */
const CALIBRATION_ROWS = 256;

const backend = createOnnxRuntimeBackend();

/** Loads the model, its tokenizer and the rows. */
export async function openTask({
  task: name,
  directory,
  data: path,
  maxExamples,
  holdout,
}: TaskRequest): Promise<ScoredTask> {
  const task = findTask(name);
  const head = taskHead(task.kind) as TaskHead<unknown>;
  const data = await task.load({ path });
  const labels = 'labels' in data ? data.labels : [];
  const tokenizer = await loadTokenizer(directory);
  const model = (await loadModel(directory)).model as unknown as BertModelWithHead;
  const encode = (rows: readonly unknown[]) =>
    head.encode(spread(rows as readonly string[], maxExamples), tokenizer, { maxLength: MAX_LENGTH, labels });
  const training: readonly unknown[] = data.train;
  const isOut = (row: unknown) => holdout !== undefined && isHeldOut(head.key(row), holdout);
  const parts = {
    validation: encode(data.validation),
    ...(holdout !== undefined && { 'held out': encode(training.filter(isOut)) }),
  };
  const calibration = calibrationRows(encode(training.filter((row) => !isOut(row))), CALIBRATION_ROWS);
  const scoreAll = async (scored: BertModelWithHead, runtime: Backend = backend): Promise<Scores> => {
    const scores: Record<string, number> = {};
    for (const [part, rows] of Object.entries(parts)) scores[part] = await scoreOn(scored, runtime, rows, task.metric);
    return scores;
  };
  return {
    metric: task.metric,
    parts,
    floatBytes: model.arena.parameterCount * 4,
    score: () => scoreAll(model),
    async scoreQuantized(format) {
      const scoring = format.maxDrop === undefined ? {} : { validation: parts.validation, metric: task.metric };
      const options = { backend, calibration, measure: false, maxLength: MAX_LENGTH, ...scoring, ...format };
      const { model: quantized, report } = await quantize(model, options);
      const note = format.maxDrop === undefined ? '' : ` (${report.layersInFloat.length} layers in float)`;
      return { bytes: report.bytes, scores: await scoreAll(quantized), note };
    },
    scorePython: async (python) => await withQuantizedFile(model, python, (path) => scoreAll(model, fileBackend(path))),
  };
}

async function scoreOn(model: BertModelWithHead, runtime: Backend, rows: EncodedExamples, metric: string) {
  await using evaluator = await Evaluator.create({ model, backend: runtime, maxLength: MAX_LENGTH });
  return (await evaluator.evaluate(rows)).metrics[metric] ?? Number.NaN;
}

async function withQuantizedFile(model: BertModelWithHead, python: string, score: (path: string) => Promise<Scores>) {
  const folder = await mkdtemp(join(tmpdir(), 'bertsmith-quantize-'));
  try {
    const [float, int8] = [join(folder, 'float.onnx'), join(folder, 'int8.onnx')];
    await exportOnnx(model, float);
    const program = fileURLToPath(new URL('./quantize_file.py', import.meta.url));
    execFileSync(python, [program, float, int8], { stdio: ['ignore', 'ignore', 'ignore'] });
    return { bytes: (await stat(int8)).size, scores: await score(int8) };
  } finally {
    await rm(folder, { recursive: true });
  }
}
