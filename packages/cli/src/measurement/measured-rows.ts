/** Measured models as a table for people: a column each, and how many times better the first is. */
import { formatBytes, formatCount, formatMegabytes } from '../report/number-format.js';
import { tableLines } from '../report/table.js';
import { addedBytes, type MeasuredModel, type ModelRatios } from './measure-directories.js';

/** A line of the table: what it is, what each model has, and the ratio where there is one. */
export interface MeasuredRow<Model> {
  readonly name: string;
  readonly cell: (model: Model) => string;
  readonly ratio?: keyof ModelRatios;
}

const milliseconds = (value: number) => `${value.toFixed(2)} ms`;

/** Times and sizes, which all models have. */
export const MEASURED_ROWS: readonly MeasuredRow<MeasuredModel>[] = [
  { name: 'one text, median', cell: ({ latencyMs }) => milliseconds(latencyMs.p50), ratio: 'latency' },
  { name: 'one text, 95 of 100', cell: ({ latencyMs }) => milliseconds(latencyMs.p95) },
  {
    name: 'texts a second',
    cell: ({ textsPerSecond }) => formatCount(textsPerSecond.median),
    ratio: 'textsPerSecond',
  },
  {
    name: '  in the rounds',
    cell: ({ textsPerSecond: { minimum, maximum } }) => `${formatCount(minimum)} to ${formatCount(maximum)}`,
  },
  { name: 'memory at most', cell: ({ peakRssBytes }) => formatMegabytes(peakRssBytes) },
  { name: '  because of the model', cell: (each) => formatMegabytes(addedBytes(each)), ratio: 'peakRss' },
  { name: 'parameters', cell: ({ parameters }) => formatCount(parameters) },
  { name: '  that are not 0', cell: ({ nonZero }) => (nonZero === null ? '-' : formatCount(nonZero)) },
  { name: 'files', cell: ({ fileBytes }) => formatBytes(fileBytes), ratio: 'fileBytes' },
  { name: '  compressed', cell: ({ compressedBytes }) => formatBytes(compressedBytes) },
];

/** The lines of the table. @param models with their headings */
export function measuredLines<Model>(
  models: readonly (readonly [heading: string, model: Model])[],
  rows: readonly MeasuredRow<Model>[],
  ratios?: ModelRatios,
): string[] {
  const columns = models.map(([heading]) => ({ heading, isNumber: true }));
  const ratioColumn = ratios === undefined ? [] : [{ heading: 'better by', isNumber: true }];
  const cells = rows.map(({ name, cell, ratio }) => [
    name,
    ...models.map(([, model]) => cell(model)),
    ratios === undefined || ratio === undefined ? '' : `${ratios[ratio].toFixed(2)}x`,
  ]);
  return tableLines([{ heading: '' }, ...columns, ...ratioColumn], cells);
}
