import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { encodeExamples } from '@bertsmith/data';
import { type EvaluationResult, Evaluator } from '@bertsmith/train';
import type { LoadedTask } from '../task/load-task.js';
import { checkTaskLabels } from './check-task-labels.js';
import { fitMaxLength } from './fit-max-length.js';
import { loadModelDirectory } from './load-model-directory.js';

/** How a model is scored. */
export interface ScoreOptions {
  readonly maxLength?: number;
  readonly batchSize?: number;
  readonly threads: number;
}

/**
 * Scores the model of a directory on the held-out rows of a task.
 *
 * @throws BertsmithError of the kind that fits when the directory, the task and the options do not go together
 */
export async function scoreModel(
  directory: string,
  { task, validation }: LoadedTask,
  { maxLength: askedMaxLength, batchSize, threads }: ScoreOptions,
): Promise<EvaluationResult> {
  const { model, tokenizer } = await loadModelDirectory(directory);
  checkTaskLabels(model.config, task);
  const maxLength = fitMaxLength(askedMaxLength, model.config);
  const encoded = encodeExamples(validation, tokenizer, { maxLength, numLabels: task.labels.length });
  await using evaluator = await Evaluator.create({
    model,
    backend: createOnnxRuntimeBackend(),
    maxLength,
    threads,
    ...(batchSize !== undefined && { batchSize }),
  });
  return await evaluator.evaluate(encoded);
}
