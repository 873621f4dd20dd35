/**
 * SGD over a table of which a step has gradients for a few rows only: exactly what `sgd.ts` does when all other rows have zeros. What the
 * parameters are, `adamw-rows.ts` says.
 *
 * Of the step of a row without a gradient the weight decay is left, and what momentum it has; with neither, it stays as it is.
 */
import { sgd, sgdMomentum } from './sgd';
// biome-ignore lint/style/useImportType: AssemblyScript has no type imports.
import { SGDScalars } from './sgd-scalars';
import { firstNotBelow, rowAt } from './touched-rows';

/** One step without momentum; what `hasMoments` says does not count. */
export function sgdRows(
  p: usize,
  _hasMoments: usize,
  rows: usize,
  rowCount: usize,
  values: usize,
  zeros: usize,
  width: usize,
  fromRow: usize,
  toRow: usize,
  scalars: SGDScalars,
): void {
  const rowBytes = width * sizeof<f32>();
  let next = firstNotBelow(fromRow, rows, rowCount);
  for (let row = fromRow; row < toRow; row++) {
    if (next < rowCount && rowAt(rows, next) === row) {
      sgd(p + row * rowBytes, values + next * rowBytes, width, scalars);
      next++;
    } else if (scalars.weightDecay !== 0) {
      sgd(p + row * rowBytes, zeros, width, scalars);
    }
  }
}

/** One step with momentum. */
export function sgdMomentumRows(
  p: usize,
  b: usize,
  hasMoments: usize,
  rows: usize,
  rowCount: usize,
  values: usize,
  zeros: usize,
  width: usize,
  fromRow: usize,
  toRow: usize,
  scalars: SGDScalars,
): void {
  const rowBytes = width * sizeof<f32>();
  let next = firstNotBelow(fromRow, rows, rowCount);
  for (let row = fromRow; row < toRow; row++) {
    const at = row * rowBytes;
    if (next < rowCount && rowAt(rows, next) === row) {
      sgdMomentum(p + at, values + next * rowBytes, b + at, width, scalars);
      store<u8>(hasMoments + row, 1);
      next++;
    } else if (load<u8>(hasMoments + row) || scalars.weightDecay !== 0) {
      // With weight decay every row has momentum from the first step on.
      sgdMomentum(p + at, zeros, b + at, width, scalars);
      store<u8>(hasMoments + row, 1);
    }
  }
}
