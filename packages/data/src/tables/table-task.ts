/**
 * Tasks over tables of one's own: CSV, TSV, JSON Lines or Parquet, with the columns of the text, of a second text, and of
 * the label or score. The labels are those of the training rows.
 */
import { ConfigError } from '@bertsmith/tensor';
import type { Example, ScoredExample } from '../examples/example.js';
import { BadRows } from '../rows/bad-rows.js';
import { requireClasses, requireRows } from '../rows/check-rows.js';
import { holdOut } from '../rows/hold-out.js';
import { type ExampleColumns, listColumns, readExamples } from '../rows/read-examples.js';
import { findLabel, positionsOf, readLabelName, readScore } from '../rows/row-fields.js';
import type {
  LabelledTaskData,
  SequenceClassificationTask,
  SequenceRegressionTask,
  TaskData,
  TaskLoadOptions,
} from '../tasks/task.js';
import { discoverLabels } from './discover-labels.js';
import { locateTables, type TableFiles } from './locate-tables.js';
import { TABLE_READERS, type TableFormat } from './table-format.js';
import type { TableRow } from './table-source.js';

/** Where the rows are, and what their columns mean. */
export interface TableTaskOptions {
  readonly format: TableFormat;
  /**
   * The file, or the folder with `train` and `validation` (or `valid`, `val`, `dev`, `test`) in the format. Relative to
   * the `path` of `load`, which is the working directory by default.
   */
  readonly path?: string | undefined;
  /** The file to judge by. Default: the one in the folder, or else a part of the rows is held out. */
  readonly validation?: string | undefined;
  /** The column of the text. Default `text`. */
  readonly text?: string | undefined;
  /** The column of a second text. Default: there is none. */
  readonly pair?: string | undefined;
  /** The column of the class. Default `label`, unless there is a `score`. */
  readonly label?: string | undefined;
  /** The column of the number to be learned, instead of a class. */
  readonly score?: string | undefined;
  /** The part to hold out when there is no file to judge by, between 0 and 1. Default 0.1. */
  readonly holdOut?: number | undefined;
  /** Of what is held out: a whole number from 0. Default 0. */
  readonly seed?: number | undefined;
  /** CSV and TSV: whether the first line names the columns; without, they are `1`, `2`, ... Default true. */
  readonly hasHeader?: boolean | undefined;
  /** CSV: the character between two values. Default a comma. */
  readonly separator?: string | undefined;
}

/** A task over tables: to classify, or to give a number. */
export type TableTask = SequenceClassificationTask | SequenceRegressionTask;

/**
 * A task whose rows are in tables.
 *
 * @param name what commands and messages call it
 * @throws ConfigError when both a label's and a score's column are given
 * @example
 * const stars = createTableTask('stars', { format: 'csv', path: 'reviews.csv', text: 'review', label: 'stars' });
 * const { train, validation } = await stars.load();
 */
export function createTableTask(name: string, options: TableTaskOptions): TableTask {
  const { score, label } = options;
  if (score !== undefined && label !== undefined) {
    throw new ConfigError(`${name}: there is a column of labels, '${label}', and one of scores, '${score}'; give one`, {
      label,
      score,
    });
  }
  const reading = (loading: TaskLoadOptions = {}) => openTables(name, options, loading);
  return score === undefined
    ? {
        specificationVersion: 'v1',
        kind: 'sequence-classification',
        name,
        metric: 'accuracy',
        load: async (loading) => loadLabelled(await reading(loading)),
      }
    : {
        specificationVersion: 'v1',
        kind: 'sequence-regression',
        name,
        metric: 'pearson',
        load: async (loading) => loadScored(await reading(loading)),
      };
}

/** The tables of one loading. */
interface OpenTables {
  readonly options: TableTaskOptions;
  readonly files: TableFiles;
  readonly columns: ExampleColumns;
  readonly badRows: BadRows;
  readonly read: (path: string) => Promise<TableRow[]>;
}

async function openTables(name: string, options: TableTaskOptions, loading: TaskLoadOptions): Promise<OpenTables> {
  const { format, text = 'text', pair, label = 'label', score = label, hasHeader, separator } = options;
  const columns = { text, pair, target: score };
  const badRows = new BadRows(loading.onBadRow);
  const files = await locateTables(name, options, loading.path);
  const source = { columns: listColumns(columns), badRows, hasHeader, separator, signal: loading.signal };
  return { options, files, columns, badRows, read: (path) => TABLE_READERS[format]({ ...source, path }) };
}

async function loadLabelled(tables: OpenTables): Promise<LabelledTaskData> {
  const { files, columns, badRows, read } = tables;
  const readTarget = (value: unknown, column: string) => ({ labelName: readLabelName(value, column) });
  const named = readExamples(await read(files.train), columns, { badRows, readTarget });
  const labels = discoverLabels(named.map(({ labelName }) => labelName));
  const positions = positionsOf(labels);
  const rows = named.map(({ labelName, ...texts }) => ({ ...texts, label: positions.get(labelName) as number }));
  const readLabel = (value: unknown, column: string) => ({
    label: findLabel(readLabelName(value, column), positions, column),
  });
  requireClasses(requireRows(rows, files.train, badRows), labels, files.train);
  const parts = await readParts<Example>(tables, rows, { readTarget: readLabel, classOf: ({ label }) => label });
  return { labels, ...parts };
}

async function loadScored(tables: OpenTables): Promise<TaskData<ScoredExample>> {
  const { files, columns, badRows, read } = tables;
  const readTarget = (value: unknown, column: string) => ({ score: readScore(value, column) });
  const rows = readExamples(await read(files.train), columns, { badRows, readTarget });
  return readParts<ScoredExample>(tables, requireRows(rows, files.train, badRows), { readTarget });
}

/** Reads the validation rows, or holds rows out. */
async function readParts<Row extends { readonly text: string; readonly pair?: string }>(
  { options, files, columns, badRows, read }: OpenTables,
  rows: readonly Row[],
  parse: {
    readTarget: (value: unknown, column: string) => Omit<Row, 'text' | 'pair'>;
    classOf?: (row: Row) => number;
  },
): Promise<TaskData<Row>> {
  const { skipped } = badRows;
  if (files.validation === undefined) {
    const { holdOut: share, seed } = options;
    const keyOf = ({ text, pair = '' }: Row) => `${text}\n${pair}`;
    return { ...holdOut(rows, { keyOf, classOf: parse.classOf, share, seed, path: files.train }), skipped };
  }
  const judged = readExamples(await read(files.validation), columns, { badRows, readTarget: parse.readTarget });
  const validation = requireRows(judged as unknown as Row[], files.validation, badRows);
  return { train: rows, validation, skipped };
}
