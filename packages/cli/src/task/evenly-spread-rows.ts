/**
 * So many rows of a list, evenly spread: the first, and then every so many. Task files are often sorted by class, so the
 * first rows of one would be a poor sample.
 *
 * @param maximum default: all rows
 * @example
 * evenlySpreadRows([0, 1, 2, 3, 4, 5], 3); // [0, 2, 4]
 */
export function evenlySpreadRows<Row>(rows: readonly Row[], maximum = rows.length): readonly Row[] {
  if (rows.length <= maximum) return rows;
  return Array.from({ length: maximum }, (_, index) => rows[Math.floor((index * rows.length) / maximum)] as Row);
}
