import { ConfigError } from '@bertsmith/tensor';
import { NER_TASK } from '../conll/ner-task.js';
import { parseNerTask } from '../conll/parse-ner-task.js';
import { GLUE_TASKS } from '../glue/glue-tasks.js';
import { SQUAD_TASKS } from '../squad/squad-tasks.js';
import { parseTableTask } from '../tables/parse-table-task.js';
import { TABLE_READERS } from '../tables/table-format.js';
import { wordnetNoun } from '../wordnet/wordnet-noun.js';
import { nearestName } from './nearest-name.js';
import { parseTaskName } from './parse-task-name.js';
import type { Task } from './task.js';
import type { TaskOfName } from './task-of-name.js';

/** The tasks of this package. To add one, write a {@link Task} and put it here, or hand {@link findTask} your own list. */
export const BUILT_IN_TASKS: readonly Task[] = [...GLUE_TASKS, ...SQUAD_TASKS, NER_TASK, wordnetNoun];

/** How names of tasks with a place begin that are not in the list: `csv:FILE`. */
const TABLE_NAMES = Object.keys(TABLE_READERS).map((format) => `${format}:FILE`);

/**
 * The task of a given name: one of a list, a table of one's own (`csv:reviews.csv,text=review,label=stars`, and likewise
 * `tsv:`, `jsonl:`, `parquet:`), or tagged sentences (`ner:conll2003,scheme=IOB1`).
 *
 * @throws ConfigError when there is none; the message lists those there are and names the nearest
 * @example
 * const task = findTask('sst2');
 * const { train, validation } = await task.load({ path: 'glue/SST-2' });
 */
export function findTask<Name extends string>(name: Name): TaskOfName<Name>;
export function findTask(name: string, tasks: readonly Task[]): Task;
export function findTask(name: string, tasks: readonly Task[] = BUILT_IN_TASKS): Task {
  const task = tasks.find((candidate) => candidate.name === name) ?? parseTask(name);
  if (task !== undefined) return task;
  const known = [...tasks.map((candidate) => candidate.name), ...TABLE_NAMES];
  const [head = ''] = name.split(/[:,]/);
  const nearest = nearestName(
    head,
    known.map((candidate) => candidate.replace(':FILE', '')),
  );
  const suggestion = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
  throw new ConfigError(`there is no task '${name}'; known are: ${known.join(', ')}${suggestion}`, {
    task: name,
    known,
  });
}

function parseTask(name: string): Task | undefined {
  if (!/[:,]/.test(name)) return undefined;
  const parsed = parseTaskName(name);
  return parseTableTask(name, parsed) ?? parseNerTask(name, parsed);
}
