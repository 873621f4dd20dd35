import type { BertConfig } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import type { LoadedTask } from '../task/load-task.js';

/**
 * Checks that a model answers with the classes of a task, in the task's order: a score would mean nothing otherwise.
 *
 * @throws ConfigError with the first difference
 */
export function checkTaskLabels(
  { labels }: BertConfig,
  { task, labels: expected }: Pick<LoadedTask, 'task' | 'labels'>,
): void {
  const position = expected.findIndex((label, index) => label !== labels[index]);
  if (labels.length === expected.length && position < 0) return;
  const difference =
    labels.length === expected.length
      ? `label ${position} is '${labels[position]}' in the model and '${expected[position]}' in the task`
      : `the model has ${labels.length} labels, the task ${expected.length}`;
  throw new ConfigError(`this model was not trained for ${task.name}: ${difference}`, {
    task: task.name,
    expected,
    actual: labels,
  });
}
