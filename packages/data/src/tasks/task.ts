/**
 * A task: labelled data with a name, and the figure that it is judged by. What a contributor writes to train on their
 * own data with the commands of bertsmith.
 */
import type { Example, QuestionExample, ScoredExample, TaggedExample } from '../examples/example.js';

/** What happens to a row that cannot be used. */
export type BadRowPolicy = 'error' | 'skip';

/** Where a task's data is, and how its reading is stopped. */
export interface TaskLoadOptions {
  /** The file or folder with the task's data as published. Default: wherever the task says. */
  readonly path?: string;
  /** Stop at the first bad row, or leave bad rows out and report them. Default `error`. */
  readonly onBadRow?: BadRowPolicy;
  readonly signal?: AbortSignal;
}

/** A row that was left out. */
export interface SkippedRow {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** What is wrong with it, in words. */
  readonly reason: string;
}

/** The rows of a task. */
export interface TaskData<Row = Example> {
  /** Rows to learn from. */
  readonly train: readonly Row[];
  /** Rows to judge by, never learned from. */
  readonly validation: readonly Row[];
  /** Further rows to judge by, by name: MNLI's `mismatched`. */
  readonly further?: Readonly<Record<string, readonly Row[]>>;
  /** What was left out; none under the policy `error`. */
  readonly skipped?: readonly SkippedRow[];
}

/** What all tasks have. */
export interface TaskOf<Kind extends string, Row> {
  readonly specificationVersion: 'v1';
  readonly kind: Kind;
  /** How commands call it: lower case, words joined by hyphens. */
  readonly name: string;
  /** Name of the metric that decides, as `@bertsmith/metrics` has it: `accuracy`, `macroF1`. */
  readonly metric: string;
  /**
   * Reads the rows.
   *
   * @throws ConfigError when the data is not there, FormatError when it is not what it should be
   */
  load(options?: TaskLoadOptions): Promise<TaskData<Row>>;
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
export interface SequenceClassificationTask extends TaskOf<'sequence-classification', Example> {
  /** The classes' names; an example's label is a position in this list. */
  readonly labels: readonly string[];
}

/** To give a text (or a pair of texts) a number. */
export interface SequenceRegressionTask extends TaskOf<'sequence-regression', ScoredExample> {}

/** To tag each word of a sentence. */
export interface TokenClassificationTask extends TaskOf<'token-classification', TaggedExample> {
  /** The tags, such as `O`, `B-person`, `I-person`; an example's tags are positions in this list. */
  readonly labels: readonly string[];
}

/** To find where a context answers a question. */
export interface QuestionAnsweringTask extends TaskOf<'question-answering', QuestionExample> {
  /** Whether some contexts do not answer (SQuAD 2.0). */
  readonly mayHaveNoAnswer: boolean;
}

/** Every kind of task there is; told apart by `kind`. */
export type Task =
  | SequenceClassificationTask
  | SequenceRegressionTask
  | TokenClassificationTask
  | QuestionAnsweringTask;
