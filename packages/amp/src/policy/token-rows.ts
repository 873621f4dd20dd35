/**
 * Which values have a row for each token, where sizes are names in one graph and numbers in another: `batch*sequence` rows are more than `batch`, and 2,048
 * more than 32. Tokens are what the product with the most rows, of those with weights, has rows of.
 */
import type { Node, Value } from '@bertsmith/graph';
import { type Dimension, dimensionNames, resolveDimension, type Shape } from '@bertsmith/tensor';

/** So that what is of tokens is more than what is not: no width is as large. */
const SEQUENCE = 2 ** 20;

/** Vectors along the last axis; of a dimension with a name one, of `sequence` many. */
export function rowsOf(shape: Shape): number {
  return shape.slice(0, -1).reduce<number>((rows, dimension) => rows * sizeOf(dimension), 1);
}

/** The most rows that a left operand of some products has; 0 without any. */
export function mostRows(products: readonly Node[]): number {
  return products.reduce((most, { inputs }) => Math.max(most, rowsOf((inputs[0] as Value).shape)), 0);
}

function sizeOf(dimension: Dimension): number {
  const names = dimensionNames(dimension).map((name) => [name, name === 'sequence' ? SEQUENCE : 1] as const);
  return resolveDimension(dimension, Object.fromEntries(names));
}
