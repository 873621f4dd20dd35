import { findTask, type SequenceClassificationTask, type TaskData } from '@bertsmith/data';
import { evenlySpreadRows } from './evenly-spread-rows.js';

/** A task with its rows. */
export interface LoadedTask extends TaskData {
  readonly task: SequenceClassificationTask;
}

/**
 * Reads the rows of a task.
 *
 * @param maxExamples rows of each part at most, evenly spread; default: all
 * @throws ConfigError when there is no such task, or its data is not installed
 */
export async function loadTask(name: string, maxExamples?: number): Promise<LoadedTask> {
  const task = findTask(name);
  const { train, validation } = await task.load();
  return {
    task,
    train: evenlySpreadRows(train, maxExamples),
    validation: evenlySpreadRows(validation, maxExamples),
  };
}
