import { quote } from '@bertsmith/tensor';
import { readTextLines, requireUtf8 } from '../files/read-text-lines.js';
import { rejectRow } from '../rows/bad-rows.js';
import type { TableRow, TableSource } from './table-source.js';

/** Fields that a message lists. */
const MOST_NAMED = 20;

/**
 * The rows of a file with a JSON object on each line (JSON Lines); a column is a field of the objects.
 *
 * Bad rows: lines that are not JSON, no object, lack a wanted field, are empty or not UTF-8.
 *
 * @throws FormatError for a bad row
 */
export async function readJsonl({ path, columns, badRows, signal }: TableSource): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for await (const lines of readTextLines(path, signal)) {
    for (const line of lines) {
      const place = { path, line: line.line };
      const values = badRows.attempt(place, () => pickFields(requireUtf8(line), columns));
      if (values !== undefined) rows.push({ place, values });
    }
  }
  return rows;
}

function pickFields(text: string, columns: readonly string[]): unknown[] {
  const json = parseObject(text);
  return columns.map((column) => {
    if (Object.hasOwn(json, column)) return json[column];
    const found = Object.keys(json).slice(0, MOST_NAMED).map(quote).join(', ');
    return rejectRow(`there is no field ${quote(column)}; the fields are ${found || 'none'}`);
  });
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  if (text.trim() === '') rejectRow('the line is empty');
  const json = parseJson(text);
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  return rejectRow(`expected a JSON object, found ${quote(text)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return rejectRow(`the line is not JSON: ${(error as Error).message}`);
  }
}
