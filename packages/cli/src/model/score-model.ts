import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { encodeExamples } from '@bertsmith/data';
import { type EvaluationResult, Evaluator } from '@bertsmith/train';
import type { LoadedTask } from '../task/load-task.js';
import { fitMaxLength } from './fit-max-length.js';
import type { ModelDirectory } from './load-model-directory.js';

/** How a model is scored. */
export interface ScoreOptions {
  readonly maxLength?: number;
  readonly batchSize: number;
  readonly threads: number;
}

/**
 * Scores a model on the held-out rows of a task.
 *
 * @throws ConfigError when the model does not take texts of `maxLength` tokens
 */
export async function scoreModel(
  { model, tokenizer }: ModelDirectory,
  { labels, validation }: LoadedTask,
  options: ScoreOptions,
): Promise<EvaluationResult> {
  const maxLength = fitMaxLength(options.maxLength, model.config);
  const encoded = encodeExamples(validation, tokenizer, { maxLength, numLabels: labels.length });
  const { batchSize, threads } = options;
  const backend = createOnnxRuntimeBackend();
  await using evaluator = await Evaluator.create({ model, backend, maxLength, batchSize, threads });
  return await evaluator.evaluate(encoded);
}
