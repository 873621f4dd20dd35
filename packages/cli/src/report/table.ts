/** A column of a table: its heading, and whether its cells are numbers, which end at the same place. */
export interface TableColumn {
  readonly heading: string;
  readonly isNumber?: boolean;
}

/**
 * Rows as lines, the cells of a column below one another; the first line has the headings.
 *
 * @example
 * tableLines([{ heading: 'name' }, { heading: 'bytes', isNumber: true }], [['weight', '1,024']]);
 * // ['name    bytes', 'weight  1,024']
 */
export function tableLines(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string[] {
  const all = [columns.map(({ heading }) => heading), ...rows];
  const widths = columns.map((_, at) => all.reduce((widest, row) => Math.max(widest, row[at]?.length ?? 0), 0));
  const pad = (cell: string, at: number) =>
    columns[at]?.isNumber ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0);
  return all.map((row) => row.map(pad).join('  ').trimEnd());
}
