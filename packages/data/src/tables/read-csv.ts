import { ConfigError } from '@bertsmith/tensor';
import { readWholeText } from '../files/read-whole-text.js';
import { rejectRow } from '../rows/bad-rows.js';
import { brokenHeader, emptyFile, findColumns, numberedColumns } from './find-columns.js';
import { type CsvRecord, parseCsv } from './parse-csv.js';
import type { TableRow, TableSource } from './table-source.js';

/** How a CSV file is read. */
export interface CsvSource extends TableSource {
  /** Whether the first record has the columns' names; without, they are called `1`, `2`, ... Default true. */
  readonly hasHeader?: boolean | undefined;
  /** The character between two values. Default a comma. */
  readonly separator?: string | undefined;
}

/** Stands for bytes that are not UTF-8. */
const REPLACEMENT_CHARACTER = '\ufffd';

/**
 * The rows of a CSV file (RFC 4180), which is read whole.
 *
 * Bad rows: records with more or fewer values than the first, with quotation marks that do not pair, empty, not UTF-8.
 *
 * @throws ConfigError for a separator that is not one character, FormatError when a column is not there, or for a bad row
 */
export async function readCsv(source: CsvSource): Promise<TableRow[]> {
  const { path, columns, badRows, signal, hasHeader = true, separator = ',' } = source;
  if (separator.length !== 1 || '"\r\n'.includes(separator)) {
    throw new ConfigError(`the separator is '${separator}', expected one character, such as ; or |`, { separator });
  }
  const { text, isUtf8 } = await readWholeText(path, signal);
  const records = parseCsv(text, separator);
  const header = readHeader(records[0], source);
  const positions = findColumns(header, columns, { path, line: 1 });
  return records.slice(hasHeader ? 1 : 0).flatMap((record) => {
    const place = { path, line: record.line };
    const cells = badRows.attempt(place, () => readCells(record, header.length, isUtf8));
    return cells === undefined ? [] : [{ place, values: positions.map((position) => cells[position]) }];
  });
}

/** The columns' names. A header must be right under either policy: without it nothing else can be read. */
function readHeader(record: CsvRecord | undefined, { path, columns, hasHeader = true }: CsvSource): readonly string[] {
  if (record === undefined) throw emptyFile(path, columns);
  if ('problem' in record) throw brokenHeader(path, record.problem);
  return hasHeader ? record.cells : numberedColumns(record.cells.length);
}

function readCells(record: CsvRecord, width: number, isUtf8: boolean): readonly string[] {
  if ('problem' in record) return rejectRow(record.problem);
  const { cells } = record;
  if (cells.length === 1 && cells[0] === '') rejectRow('the line is empty');
  if (cells.length !== width) rejectRow(`expected ${width} values, found ${cells.length}`);
  if (!isUtf8 && cells.some((cell) => cell.includes(REPLACEMENT_CHARACTER))) rejectRow('the row is not UTF-8 text');
  return cells;
}
