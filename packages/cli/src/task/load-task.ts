import { type BadRowPolicy, findTask, isHeldOut, type SkippedRow, type Task } from '@bertsmith/data';
import { InputError } from '@bertsmith/tensor';
import { type TaskHead, taskHead } from '@bertsmith/train';
import { evenlySpreadRows } from './evenly-spread-rows.js';

/** How the rows of a task are read. */
export interface LoadTaskOptions {
  /** The task. */
  readonly task: string;
  /** Its folder or file. Default: wherever the task says. */
  readonly data?: string;
  readonly onBadRow?: BadRowPolicy;
  /** Rows of each part at most, evenly spread. Default: all. */
  readonly maxExamples?: number;
  /** Training rows are held out whose text's SHA-1 is divisible by it. Default: none. */
  readonly holdout?: number;
}

/** A task with its rows, whatever kind they are of: its head knows. */
export interface LoadedTask {
  readonly task: Task;
  readonly head: TaskHead<unknown>;
  /** The names of its classes or tags; none for the other kinds. */
  readonly labels: readonly string[];
  readonly train: readonly unknown[];
  readonly validation: readonly unknown[];
  /** Further rows to judge by, by name: `mismatched`, and `holdout` when training rows were held out. */
  readonly further: Readonly<Record<string, readonly unknown[]>>;
  /** Rows that could not be used. */
  readonly skipped: readonly SkippedRow[];
}

/** What {@link LoadedTask.further} calls the training rows that were held out. */
export const HOLDOUT = 'holdout';

/**
 * Reads the rows of a task.
 *
 * @throws ConfigError when there is no such task, or its data is not there; FormatError for a row that cannot be used
 */
export async function loadTask(options: LoadTaskOptions): Promise<LoadedTask> {
  const { task: name, data: path, onBadRow, maxExamples, holdout } = options;
  const task = findTask(name);
  // A head takes the rows of its own kind of task, and these are.
  const head = taskHead(task.kind) as TaskHead<unknown>;
  const data = await task.load({ ...(path !== undefined && { path }), ...(onBadRow !== undefined && { onBadRow }) });
  const some = (rows: readonly unknown[]) => evenlySpreadRows(rows, maxExamples);
  const isOut = (row: unknown) => holdout !== undefined && isHeldOut(head.key(row), holdout);
  const rows: readonly unknown[] = data.train;
  const isEmptyHoldout = holdout !== undefined && !rows.some(isOut);
  if (isEmptyHoldout) {
    throw new InputError(
      `--holdout ${holdout} holds none of ${rows.length} training examples out: choose a smaller one`,
      {
        holdout,
        rows: rows.length,
      },
    );
  }
  const further = Object.entries({
    ...data.further,
    ...(holdout !== undefined && { [HOLDOUT]: rows.filter(isOut) }),
  });
  return {
    task,
    head,
    labels: 'labels' in data ? data.labels : [],
    train: some(rows.filter((row) => !isOut(row))),
    validation: some(data.validation),
    further: Object.fromEntries(further.map(([part, each]) => [part, some(each)])),
    skipped: data.skipped ?? [],
  };
}
