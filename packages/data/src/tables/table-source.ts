import type { BadRows } from '../rows/bad-rows.js';
import type { RowPlace } from '../tasks/task.js';

/** What a table is read from, and which of its columns. */
export interface TableSource {
  readonly path: string;
  /** The columns that are wanted, by name. */
  readonly columns: readonly string[];
  /** Told of rows that cannot be read. */
  readonly badRows: BadRows;
  readonly signal?: AbortSignal | undefined;
}

/** A row of a table. */
export interface TableRow {
  readonly place: RowPlace;
  /** The values of the wanted columns, in the order in which they were asked for; undefined or null where the row has none. */
  readonly values: readonly unknown[];
}
