import { FormatError, quote } from '@bertsmith/tensor';
import type { RowPlace } from '../tasks/task.js';

/** Columns that a message lists. */
const MOST_NAMED = 20;

/**
 * Where the wanted columns stand in a header.
 *
 * @throws FormatError when one of them is not there, or is there twice; the message lists those there are
 */
export function findColumns(header: readonly string[], wanted: readonly string[], { path, line }: RowPlace): number[] {
  return wanted.map((column) => {
    const position = header.indexOf(column);
    if (position >= 0 && header.lastIndexOf(column) === position) return position;
    const problem = position < 0 ? `there is no column ${quote(column)}` : `there are two columns ${quote(column)}`;
    throw new FormatError(`${path}${line === undefined ? '' : `:${line}`}: ${problem}; ${describe(header)}`, {
      path,
      line,
      column,
      found: header,
    });
  });
}

/** The names of the columns of a table that has no header: `1`, `2`, ... */
export function numberedColumns(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1));
}

/** The error for a file without a single line. */
export function emptyFile(path: string, columns: readonly string[]): FormatError {
  return new FormatError(`${path}:1: the file is empty; expected the columns ${columns.join(', ')}`, { path, line: 1 });
}

/** The error for a first line that is no header. */
export function brokenHeader(path: string, problem: string): FormatError {
  return new FormatError(`${path}:1: ${problem}; expected the names of the columns`, { path, line: 1 });
}

function describe(header: readonly string[]): string {
  const names = header.slice(0, MOST_NAMED).map(quote).join(', ');
  return `the columns are ${names}${header.length > MOST_NAMED ? ', ...' : ''}`;
}
