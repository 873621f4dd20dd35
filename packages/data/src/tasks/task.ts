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

/** Where in a file a row is. */
export interface RowPlace {
  readonly path: string;
  /** Counted from 1; of a row with several lines, the first. */
  readonly line?: number;
  /** Its place in a file that has no lines: `$.data[0].paragraphs[3]` in JSON, `row 7` in Parquet. */
  readonly place?: string;
}

/** A row that was left out. */
export interface SkippedRow extends RowPlace {
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

/** Rows with labels, and the labels' names: known beforehand, or found in the files. */
export interface LabelledTaskData<Row = Example> extends TaskData<Row> {
  /** The classes or tags by name; a row's label is a position in this list. */
  readonly labels: readonly string[];
}

/** What all tasks have. */
export interface TaskOf<Kind extends string, Data extends TaskData<unknown>> {
  readonly specificationVersion: 'v1';
  readonly kind: Kind;
  /** How commands call it: lower case, words joined by hyphens. */
  readonly name: string;
  /** Name of the metric that decides, as `@bertsmith/metrics` has it: `accuracy`, `macroF1`. */
  readonly metric: string;
  /**
   * Reads the rows, and the names of their labels.
   *
   * @throws ConfigError when the data is not there, FormatError when it is not what it should be
   */
  load(options?: TaskLoadOptions): Promise<Data>;
}

/**
 * To tell which of several classes a text (or a pair of texts) belongs to.
 *
 * @example
 * const weather: SequenceClassificationTask = {
 *   specificationVersion: 'v1',
 *   kind: 'sequence-classification',
 *   name: 'weather',
 *   metric: 'accuracy',
 *   load: async () => ({
 *     labels: ['rain', 'sun'],
 *     train: [{ text: 'wet', label: 0 }],
 *     validation: [{ text: 'bright', label: 1 }],
 *   }),
 * };
 */
export interface SequenceClassificationTask extends TaskOf<'sequence-classification', LabelledTaskData<Example>> {}

/** To give a text (or a pair of texts) a number. */
export interface SequenceRegressionTask extends TaskOf<'sequence-regression', TaskData<ScoredExample>> {}

/** To tag each word of a sentence: labels such as `O`, `B-person`, `I-person`. */
export interface TokenClassificationTask extends TaskOf<'token-classification', LabelledTaskData<TaggedExample>> {}

/** To find where a context answers a question. */
export interface QuestionAnsweringTask extends TaskOf<'question-answering', TaskData<QuestionExample>> {
  /** Whether some contexts do not answer (SQuAD 2.0). */
  readonly mayHaveNoAnswer: boolean;
}

/** Every kind of task there is; told apart by `kind`. */
export type Task =
  | SequenceClassificationTask
  | SequenceRegressionTask
  | TokenClassificationTask
  | QuestionAnsweringTask;
