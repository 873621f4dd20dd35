import type { BertInferenceModel } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import type { LoadedTask } from '../task/load-task.js';

/**
 * Checks that a model has the head of a task and answers with its labels, in the task's order: a score would mean nothing otherwise.
 *
 * @param name which model it is, for the message
 * @throws ConfigError with the first difference
 */
export function checkTaskLabels(
  { architecture, config }: BertInferenceModel,
  loaded: LoadedTask,
  name = 'this model',
): void {
  const { task, head } = loaded;
  const expected = head.config(loaded.labels).labels;
  const actual = config.labels;
  const difference =
    architecture === head.architecture
      ? findDifference(actual, expected)
      : `it is a ${architecture}, the task is for a ${head.architecture}`;
  if (difference === undefined) return;
  throw new ConfigError(`${name} was not trained for ${task.name}: ${difference}`, {
    task: task.name,
    expected,
    actual,
  });
}

/** The names count only where there are several: who trained a regression, or found answers, named nothing. */
function findDifference(actual: readonly string[], expected: readonly string[]): string | undefined {
  if (expected.length === 0) return undefined;
  if (actual.length !== expected.length) return `the model has ${actual.length} labels, the task ${expected.length}`;
  const position = expected.length === 1 ? -1 : expected.findIndex((label, index) => label !== actual[index]);
  if (position < 0) return undefined;
  return `label ${position} is '${actual[position]}' in the model and '${expected[position]}' in the task`;
}
