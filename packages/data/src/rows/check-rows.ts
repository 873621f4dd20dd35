/** What must hold of all rows together, once they are read. */
import { FormatError, quote } from '@bertsmith/tensor';
import { type BadRows, formatPlace } from './bad-rows.js';

/**
 * Checks that a file had at least one row that can be used.
 *
 * @throws FormatError when it had none; the message has the first reason
 */
export function requireRows<Row>(rows: readonly Row[], path: string, badRows: BadRows): readonly Row[] {
  if (rows.length > 0) return rows;
  const [first] = badRows.skipped.filter((skipped) => skipped.path === path);
  const problem =
    first === undefined
      ? 'the file has no rows'
      : `no row can be used; the first of those left out: ${formatPlace(first)}: ${first.reason}`;
  throw new FormatError(`${path}: ${problem}`, { path, rows: 0, skipped: badRows.skipped.length });
}

/**
 * Checks that rows to learn from have two classes or more.
 *
 * @throws FormatError when all have the same; names it
 */
export function requireClasses(
  rows: readonly { readonly label: number }[],
  labels: readonly string[],
  path: string,
): void {
  const [first] = rows;
  if (first === undefined || rows.some(({ label }) => label !== first.label)) return;
  const label = labels[first.label] as string;
  throw new FormatError(
    `${path}: all ${rows.length} rows have the label ${quote(label)}; a classifier learns from two classes or more`,
    { path, label, rows: rows.length },
  );
}
