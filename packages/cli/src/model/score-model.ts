import { createOnnxRuntimeBackend, type ExecutionProvider } from '@bertsmith/backend-onnxruntime';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { type EvaluationResult, Evaluator } from '@bertsmith/train';
import type { LoadedTask } from '../task/load-task.js';
import type { ModelDirectory } from './load-model-directory.js';

/** How a model is scored. */
export interface ScoreOptions {
  /** In tokens. */
  readonly maxLength: number;
  readonly batchSize: number;
  readonly threads: number;
  /** Default: the CPU. */
  readonly provider?: ExecutionProvider;
}

/** The scores of a model on the rows that it never learned from. */
export interface TaskScores {
  readonly validation: EvaluationResult;
  /** Of the task's further rows, by name. */
  readonly further: Readonly<Record<string, EvaluationResult>>;
}

/** Scores a model on the held-out rows of a task. */
export async function scoreModel(
  { model, tokenizer }: ModelDirectory<BertModelWithHead>,
  { head, labels, validation, further }: LoadedTask,
  options: ScoreOptions,
): Promise<TaskScores> {
  const { maxLength, batchSize, threads, provider = 'cpu' } = options;
  const backend = createOnnxRuntimeBackend({ executionProvider: provider });
  // On a GPU parameters would go there with every batch.
  const frozen = backend.hasDeviceMemory === true;
  await using evaluator = await Evaluator.create({ model, backend, maxLength, batchSize, threads, frozen });
  const score = (rows: readonly unknown[]) => evaluator.evaluate(head.encode(rows, tokenizer, { maxLength, labels }));
  const scored = { validation: await score(validation), further: {} as Record<string, EvaluationResult> };
  for (const [part, rows] of Object.entries(further)) scored.further[part] = await score(rows);
  return scored;
}
