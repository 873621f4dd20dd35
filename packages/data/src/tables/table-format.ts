import { readCsv } from './read-csv.js';
import { readJsonl } from './read-jsonl.js';
import { readParquet } from './read-parquet.js';
import { readTsv } from './read-tsv.js';
import type { TableRow, TableSource } from './table-source.js';

/** A table and how it is written; each format takes what concerns it. */
export interface FormattedTableSource extends TableSource {
  readonly hasHeader?: boolean | undefined;
  readonly separator?: string | undefined;
}

/** How a table is read, by the name that task names and file names begin and end with. */
export const TABLE_READERS = {
  csv: readCsv,
  tsv: readTsv,
  jsonl: readJsonl,
  parquet: readParquet,
} satisfies Record<string, (source: FormattedTableSource) => Promise<TableRow[]>>;

/** A format of tables. */
export type TableFormat = keyof typeof TABLE_READERS;

/** True for the name of a format. */
export function isTableFormat(name: string): name is TableFormat {
  return Object.hasOwn(TABLE_READERS, name);
}
