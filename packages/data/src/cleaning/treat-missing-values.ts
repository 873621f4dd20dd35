/** Missing values in rows of a table: dropped, filled or refused, column by column, and always counted. */
import { InputError } from '@bertsmith/tensor';

/** What happens to a row without a value: it is left out, gets this value, or ends the work. */
export type MissingPolicy<Value> = 'drop' | 'error' | { readonly fill: Value };

/** What counts as missing, and what is done about it. */
export interface MissingValueOptions<Row> {
  /** A policy for each column that may lack values; the other columns are not looked at. */
  readonly columns: { readonly [Column in keyof Row]?: MissingPolicy<NonNullable<Row[Column]>> };
  /**
   * Default: `undefined`, `null`, NaN, and text of white space only. Markers such as `N/A` are values unless this says otherwise.
   */
  readonly isMissing?: ((value: unknown) => boolean) | undefined;
}

/** What was done to a column. */
export interface MissingColumnReport {
  /** Rows that had no value in it. */
  readonly missing: number;
  /** Rows that got the value to fill in; the others were left out. */
  readonly filled: number;
}

/** Rows, and what was done to get them. */
export interface TreatedRows<Row> {
  readonly rows: Row[];
  /** Rows that were left out, each once however many values it lacked. */
  readonly dropped: number;
  readonly columns: Readonly<Partial<Record<keyof Row, MissingColumnReport>>>;
}

/**
 * Applies a policy for missing values to each column. Rows are copied where a value is filled in, and never changed.
 *
 * @throws InputError under the policy `error`, with the row, from 0, and the column
 * @example
 * treatMissingValues(rows, { columns: { text: 'drop', pair: { fill: '' }, label: 'error' } });
 */
export function treatMissingValues<Row extends object>(
  rows: Iterable<Row>,
  { columns, isMissing = isNoValue }: MissingValueOptions<Row>,
): TreatedRows<Row> {
  const policies = Object.entries(columns) as [keyof Row & string, MissingPolicy<unknown>][];
  const counts = new Map(policies.map(([column]) => [column, { missing: 0, filled: 0 }]));
  const kept: Row[] = [];
  let number = 0;
  for (const row of rows) {
    const lacking = policies.filter(([column]) => isMissing(row[column]));
    const isDropped = lacking.some(([, policy]) => policy === 'drop');
    const filled: Partial<Record<string, unknown>> = {};
    for (const [column, policy] of lacking) {
      if (policy === 'error') throw missing(number, column);
      const count = counts.get(column) as { missing: number; filled: number };
      count.missing++;
      if (isDropped || policy === 'drop') continue;
      count.filled++;
      filled[column] = policy.fill;
    }
    if (!isDropped) kept.push(lacking.length === 0 ? row : { ...row, ...filled });
    number++;
  }
  return {
    rows: kept,
    dropped: number - kept.length,
    columns: Object.fromEntries(counts) as TreatedRows<Row>['columns'],
  };
}

function isNoValue(value: unknown): boolean {
  return (
    value === undefined || value === null || Number.isNaN(value) || (typeof value === 'string' && value.trim() === '')
  );
}

function missing(row: number, column: string): InputError {
  const message = `row ${row}: there is no value in the column '${column}'; give one, or choose the policy 'drop' or { fill: ... }`;
  return new InputError(message, { row, column });
}
