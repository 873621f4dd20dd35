/**
 * A task: labelled data with a name, and the figure that it is judged by. What a contributor writes to train on their
 * own data with the commands of bertsmith.
 */
import type { Example } from '../examples/example.js';

/** Where a task's data is, and how its reading is stopped. */
export interface TaskLoadOptions {
  /** The file or folder with the task's data as published. Default: wherever the task says. */
  readonly path?: string;
  readonly signal?: AbortSignal;
}

/** The rows of a task. */
export interface TaskData {
  /** Rows to learn from. */
  readonly train: readonly Example[];
  /** Rows to judge by, never learned from. */
  readonly validation: readonly Example[];
}

/**
 * To tell which of several classes a text (or a pair of texts) belongs to.
 *
 * @example
 * const weather: SequenceClassificationTask = {
 *   specificationVersion: 'v1',
 *   kind: 'sequence-classification',
 *   name: 'weather',
 *   labels: ['rain', 'sun'],
 *   metric: 'accuracy',
 *   load: async () => ({ train: [{ text: 'wet', label: 0 }], validation: [{ text: 'bright', label: 1 }] }),
 * };
 */
export interface SequenceClassificationTask {
  readonly specificationVersion: 'v1';
  readonly kind: 'sequence-classification';
  /** How commands call it: lower case, words joined by hyphens. */
  readonly name: string;
  /** The classes' names; an example's label is a position in this list. */
  readonly labels: readonly string[];
  /** Name of the metric that decides, as `@bertsmith/metrics` has it: `accuracy`, `macroF1`. */
  readonly metric: string;
  /**
   * Reads the rows.
   *
   * @throws ConfigError when the data is not there, FormatError when it is not what it should be
   */
  load(options?: TaskLoadOptions): Promise<TaskData>;
}

/** Every kind of task there is; told apart by `kind`. */
export type Task = SequenceClassificationTask;
