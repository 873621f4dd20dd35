import { readTextLines, requireUtf8 } from '../files/read-text-lines.js';
import type { BadRows } from '../rows/bad-rows.js';
import { requireRows } from '../rows/check-rows.js';

/** Lines of the license, at the head of each file, start like this. */
const LICENSE_LINE = '  ';

/**
 * What `parse` makes of each line of one of WordNet's `data` files, but for the license.
 *
 * @throws InputError when the file cannot be read, FormatError when no line can be used, or as `badRows` says
 */
export async function readSynsets<Row>(
  path: string,
  parse: (line: string) => Row,
  badRows: BadRows,
  signal?: AbortSignal,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const lines of readTextLines(path, signal)) {
    for (const line of lines) {
      if (line.text === '' || line.text?.startsWith(LICENSE_LINE)) continue;
      const row = badRows.attempt({ path, line: line.line }, () => parse(requireUtf8(line)));
      if (row !== undefined) rows.push(row);
    }
  }
  return requireRows(rows, path, badRows);
}
