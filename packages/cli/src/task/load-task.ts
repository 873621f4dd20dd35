import { findTask, type LabelledTaskData, type SequenceClassificationTask, type Task } from '@bertsmith/data';
import { ConfigError } from '@bertsmith/tensor';
import { evenlySpreadRows } from './evenly-spread-rows.js';

/** A task with its rows. */
export interface LoadedTask extends LabelledTaskData {
  readonly task: SequenceClassificationTask;
}

/**
 * Reads the rows of a task.
 *
 * @param maxExamples rows of each part at most, evenly spread; default: all
 * @throws ConfigError when there is no such task, it is of another kind than classification, or its data is not there
 */
export async function loadTask(name: string, maxExamples?: number): Promise<LoadedTask> {
  const task = requireClassification(findTask(name));
  const { labels, train, validation } = await task.load();
  return {
    task,
    labels,
    train: evenlySpreadRows(train, maxExamples),
    validation: evenlySpreadRows(validation, maxExamples),
  };
}

/**
 * The task, if it is of the kind that the commands train and score.
 *
 * @throws ConfigError when it is of another
 */
export function requireClassification(task: Task): SequenceClassificationTask {
  if (task.kind === 'sequence-classification') return task;
  const message = `the task ${task.name} is ${task.kind}; train and evaluate work on sequence-classification`;
  throw new ConfigError(message, { task: task.name, kind: task.kind, expected: 'sequence-classification' });
}
