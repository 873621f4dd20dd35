import { dimensionNames, formatShape, multiplyDimensions, type Shape, ShapeError } from '@bertsmith/tensor';

/**
 * Shapes are compared by the spelling of their dimensions, so each has exactly one: a whole number from 0, or a name, or a
 * product with its number first and its names in alphabetical order.
 *
 * @throws ShapeError that names the op and how the dimension should be written
 */
export function requireDimensions(op: string, shape: Shape): void {
  for (const dimension of shape) {
    if (typeof dimension === 'number') {
      if (Number.isInteger(dimension) && dimension >= 0) continue;
      throw new ShapeError(`${op}: ${dimension} in ${formatShape(shape)} is no size: sizes are whole numbers from 0`, {
        op,
      });
    }
    const spelling = multiplyDimensions([dimension]);
    if (spelling === dimension && !dimensionNames(dimension).includes('')) continue;
    throw new ShapeError(`${op}: dimension '${dimension}' in ${formatShape(shape)} ${advise(dimension, spelling)}`, {
      op,
    });
  }
}

function advise(dimension: string, spelling: number | string): string {
  if (dimensionNames(dimension).includes('')) return 'has an empty name';
  return typeof spelling === 'number' ? `is written as the number ${spelling}` : `is written '${spelling}'`;
}
