/**
 * AdamW over a table of which a step has gradients for a few rows only: exactly what {@link adamw} does when all other
 * rows have zeros, without the zeros.
 *
 * A row with a gradient takes it from the compact list. A row that has had one in an earlier step goes on with g = 0, as
 * its moments live on. A row that never had one has moments of 0: of its step only the weight decay is left.
 */
import { adamw } from './adamw';
// biome-ignore lint/style/useImportType: AssemblyScript has no type imports.
import { AdamWScalars } from './adamw-scalars';
import { scale } from './scale';
import { firstNotBelow, rowAt } from './touched-rows';

/**
 * One step over the rows `fromRow <= row < toRow` of a table of `width` columns.
 *
 * @param p the table, float32 [rows of the table, width]; m and v its moments, of the same layout
 * @param hasMoments a byte for each row of the table: whether it has ever had a gradient
 * @param rows int32 [rowCount], which rows of the whole table have a gradient: ascending, each once
 * @param values float32 [rowCount, width], those gradients
 * @param zeros float32 [width], the gradient of the others
 */
export function adamwRows(
  p: usize,
  m: usize,
  v: usize,
  hasMoments: usize,
  rows: usize,
  rowCount: usize,
  values: usize,
  zeros: usize,
  width: usize,
  fromRow: usize,
  toRow: usize,
  scalars: AdamWScalars,
): void {
  const rowBytes = width * sizeof<f32>();
  let next = firstNotBelow(fromRow, rows, rowCount);
  for (let row = fromRow; row < toRow; row++) {
    const at = row * rowBytes;
    if (next < rowCount && rowAt(rows, next) === row) {
      adamw(p + at, values + next * rowBytes, m + at, v + at, width, scalars);
      store<u8>(hasMoments + row, 1);
      next++;
    } else if (load<u8>(hasMoments + row)) {
      adamw(p + at, zeros, m + at, v + at, width, scalars);
    } else if (scalars.decay !== 1) {
      scale(p + at, width, scalars.decay);
    }
  }
}
