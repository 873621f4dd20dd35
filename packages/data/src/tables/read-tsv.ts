import { readTextLines, requireUtf8, type TextLine } from '../files/read-text-lines.js';
import { rejectRow } from '../rows/bad-rows.js';
import { brokenHeader, emptyFile, findColumns, numberedColumns } from './find-columns.js';
import type { TableRow, TableSource } from './table-source.js';

/** How a table of values between tabs is read. */
export interface TsvSource extends TableSource {
  /** Whether the first line has the columns' names; without, they are called `1`, `2`, ... Default true. */
  readonly hasHeader?: boolean | undefined;
}

/**
 * The rows of a table with tabs between the values and nothing else: a quotation mark is a character like any other, as
 * in the files of GLUE.
 *
 * Rows with more or fewer values than the first line are bad rows, as are empty ones and those that are not UTF-8.
 *
 * @throws FormatError when a column is not there, or for a bad row
 */
export async function readTsv(source: TsvSource): Promise<TableRow[]> {
  const { path, columns, badRows, signal, hasHeader = true } = source;
  const rows: TableRow[] = [];
  let layout: TsvLayout | undefined;
  for await (const lines of readTextLines(path, signal)) {
    const isFirst = layout === undefined;
    layout ??= readLayout(lines[0] as TextLine, source);
    for (const line of isFirst && hasHeader ? lines.slice(1) : lines) {
      const place = { path, line: line.line };
      const values = badRows.attempt(place, () => pickValues(requireUtf8(line), layout as TsvLayout));
      if (values !== undefined) rows.push({ place, values });
    }
  }
  if (layout === undefined) throw emptyFile(path, columns);
  return rows;
}

interface TsvLayout {
  readonly width: number;
  readonly positions: readonly number[];
}

/** The first line must be right under either policy: without it nothing else can be read. */
function readLayout({ line, text }: TextLine, { path, columns, hasHeader = true }: TsvSource): TsvLayout {
  if (text === undefined) throw brokenHeader(path, 'the line is not UTF-8 text');
  const cells = text.split('\t');
  const header = hasHeader ? cells : numberedColumns(cells.length);
  return { width: header.length, positions: findColumns(header, columns, { path, line }) };
}

function pickValues(text: string, { width, positions }: TsvLayout): readonly string[] {
  if (text === '') rejectRow('the line is empty');
  const cells = text.split('\t');
  if (cells.length !== width) rejectRow(`expected ${width} values between tabs, found ${cells.length}`);
  return positions.map((position) => cells[position] as string);
}
