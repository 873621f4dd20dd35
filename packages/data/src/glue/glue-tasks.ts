import { BadRows } from '../rows/bad-rows.js';
import { requireClasses, requireRows } from '../rows/check-rows.js';
import { listColumns, readExamples, type Texts } from '../rows/read-examples.js';
import { findLabel, positionsOf, readLabelName, readScore } from '../rows/row-fields.js';
import { readTsv } from '../tables/read-tsv.js';
import type { SequenceClassificationTask, SequenceRegressionTask, TaskData, TaskLoadOptions } from '../tasks/task.js';
import {
  GLUE_CLASSES,
  type GlueClasses,
  type GlueScores,
  type GlueSpecification,
  STSB,
} from './glue-specifications.js';
import { type GlueFiles, locateGlueFiles } from './locate-glue-files.js';

/** The nine tasks of GLUE, over its files as published: `sst2`, `mrpc`, `cola`, `stsb`, `rte`, `qnli`, `qqp`, `mnli`, `wnli`. */
export const GLUE_TASKS: readonly (SequenceClassificationTask | SequenceRegressionTask)[] = [
  ...GLUE_CLASSES.map(classificationTask),
  regressionTask(STSB),
];

function classificationTask(specification: GlueClasses): SequenceClassificationTask {
  const { name, metric, codes, names: labels = codes } = specification;
  const positions = positionsOf(codes);
  const readTarget = (value: unknown, column: string) => ({
    label: findLabel(readLabelName(value, column), positions, column),
  });
  return {
    specificationVersion: 'v1',
    kind: 'sequence-classification',
    name,
    metric,
    load: async (options = {}) => {
      const files = await locateGlueFiles(specification, options.path);
      const data = await readParts(specification, files, options, readTarget);
      requireClasses(data.train, labels, files.train.join(', '));
      return { labels, ...data };
    },
  };
}

function regressionTask(specification: GlueScores): SequenceRegressionTask {
  const { name, metric, range } = specification;
  const readTarget = (value: unknown, column: string) => ({ score: readScore(value, column, range) });
  return {
    specificationVersion: 'v1',
    kind: 'sequence-regression',
    name,
    metric,
    load: async (options = {}) => {
      const files = await locateGlueFiles(specification, options.path);
      return readParts(specification, files, options, readTarget);
    },
  };
}

async function readParts<Target extends object>(
  specification: GlueSpecification,
  files: GlueFiles,
  { onBadRow, signal }: TaskLoadOptions,
  readTarget: (value: unknown, column: string) => Target,
): Promise<TaskData<Texts & Target>> {
  const badRows = new BadRows(onBadRow);
  const { hasHeader } = specification;
  const columns = listColumns(specification);
  const read = async (path: string) => {
    const rows = await readTsv({ path, columns, badRows, signal, hasHeader });
    return requireRows(readExamples(rows, specification, { badRows, readTarget }), path, badRows);
  };
  const trainParts: (readonly (Texts & Target)[])[] = [];
  for (const path of files.train) trainParts.push(await read(path));
  const train = trainParts.flat();
  const validation = await read(files.validation);
  const further: Record<string, readonly (Texts & Target)[]> = {};
  for (const [part, path] of Object.entries(files.further)) further[part] = await read(path);
  return {
    train: files.trainHasValidation ? without(train, validation) : train,
    validation,
    ...(Object.keys(further).length > 0 && { further }),
    skipped: badRows.skipped,
  };
}

function without<Row extends Texts>(rows: readonly Row[], others: readonly Row[]): readonly Row[] {
  const keyOf = ({ text, pair }: Row) => `${text}\n${pair}`;
  const keys = new Set(others.map(keyOf));
  return rows.filter((row) => !keys.has(keyOf(row)));
}
