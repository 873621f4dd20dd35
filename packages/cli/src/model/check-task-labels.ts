import type { BertConfig } from '@bertsmith/bert-core';
import type { SequenceClassificationTask } from '@bertsmith/data';
import { ConfigError } from '@bertsmith/tensor';

/**
 * Checks that a model answers with the classes of a task, in the task's order: a score would mean nothing otherwise.
 *
 * @throws ConfigError with the first difference
 */
export function checkTaskLabels({ labels }: BertConfig, task: SequenceClassificationTask): void {
  const position = task.labels.findIndex((label, index) => label !== labels[index]);
  if (labels.length === task.labels.length && position < 0) return;
  const difference =
    labels.length === task.labels.length
      ? `label ${position} is '${labels[position]}' in the model and '${task.labels[position]}' in the task`
      : `the model has ${labels.length} labels, the task ${task.labels.length}`;
  throw new ConfigError(`this model was not trained for ${task.name}: ${difference}`, {
    task: task.name,
    expected: task.labels,
    actual: labels,
  });
}
