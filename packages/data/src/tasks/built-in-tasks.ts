import { ConfigError } from '@bertsmith/tensor';
import { wordnetNoun } from '../wordnet/wordnet-noun.js';
import { nearestName } from './nearest-name.js';
import type { SequenceClassificationTask, Task } from './task.js';

/** The tasks of this package. To add one, write a {@link Task} and put it here, or hand {@link findTask} your own list. */
export const BUILT_IN_TASKS: readonly SequenceClassificationTask[] = [wordnetNoun];

/**
 * The task of a given name.
 *
 * @throws ConfigError when there is none; the message lists those there are and names the nearest
 * @example
 * const { train, validation } = await findTask('wordnet-noun').load();
 */
export function findTask(name: string): (typeof BUILT_IN_TASKS)[number];
export function findTask<AnyTask extends Task>(name: string, tasks: readonly AnyTask[]): AnyTask;
export function findTask(name: string, tasks: readonly Task[] = BUILT_IN_TASKS): Task {
  const task = tasks.find((candidate) => candidate.name === name);
  if (task === undefined) {
    const known = tasks.map((candidate) => candidate.name);
    const nearest = nearestName(name, known);
    const suggestion = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
    throw new ConfigError(`there is no task '${name}'; known are: ${known.join(', ')}${suggestion}`, {
      task: name,
      known,
    });
  }
  return task;
}
