import { chunks, rowsPerChunk } from '../flat-kernels/chunked-calls.js';
import type { Gradients } from './gradients.js';
import { type ParameterUnit, unitView } from './parameter-units.js';

/** Rows `from` up to, and without, `to`. */
export type RowRange = readonly [from: number, to: number];

/** The gradient of a unit. */
export interface UnitGradient {
  /** int32 [n]: the rows that have one, ascending; undefined when all have. */
  readonly rows: Int32Array | undefined;
  /** float32 [n, columns], or [rows, columns]. */
  readonly values: Float32Array;
}

/** The part of all gradients that is a unit's; of a table that was not touched, an empty one. */
export function unitGradient(unit: ParameterUnit, { dense, rows }: Gradients): UnitGradient {
  if (unit.table === undefined) return { rows: undefined, values: unitView(unit, dense) };
  const touched = rows.find(({ name }) => name === unit.name);
  return touched ?? { rows: new Int32Array(0), values: unit.table.zeros.subarray(0, 0) };
}

/** The rows of a unit in the pieces that kernels take them in. */
export function rowChunks({ rows, columns }: ParameterUnit): RowRange[] {
  return [...chunks(rows, rowsPerChunk(columns))];
}

/**
 * The rows of a unit's gradient in pieces, of each of the unit's own pieces those that have a gradient: so sums over pieces are, bit for
 * bit, those of a gradient with zeros in all other rows. Pieces without any are left out.
 */
export function gradientChunks(unit: ParameterUnit, { rows }: UnitGradient): RowRange[] {
  const whole = rowChunks(unit);
  if (rows === undefined) return whole;
  const pieces: RowRange[] = [];
  let from = 0;
  for (const [, endRow] of whole) {
    let to = from;
    while (to < rows.length && (rows[to] as number) < endRow) to++;
    if (to > from) pieces.push([from, to]);
    from = to;
  }
  return pieces;
}
