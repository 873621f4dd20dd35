/**
 * Shapes: lists of dimensions, each a number, a name, or a product of both.
 *
 * A named dimension (`'batch'`) is one whose size is known only when the graph runs. Flattening makes products of
 * them: `[batch, sequence, 384]` seen as rows is `['batch*sequence', 384]`. Products are kept in one spelling (the
 * number first, then the names in alphabetical order), so that two dimensions are equal exactly when their spellings are.
 */
import { ShapeError } from '../errors/error-classes.js';

/** One dimension: a size, a name such as `'batch'`, or a product such as `'2*batch*sequence'`. */
export type Dimension = number | string;

/** The dimensions of a tensor, outermost first; `[]` is a scalar. */
export type Shape = readonly Dimension[];

/** Sizes of the named dimensions: `{ batch: 32, sequence: 64 }`. */
export type DimensionSizes = Readonly<Record<string, number>>;

interface Product {
  readonly factor: number;
  readonly names: readonly string[];
}

function parseProduct(dimension: Dimension): Product {
  if (typeof dimension === 'number') return { factor: dimension, names: [] };
  let factor = 1;
  const names: string[] = [];
  for (const term of dimension.split('*')) {
    if (/^\d+$/.test(term)) factor *= Number(term);
    else names.push(term);
  }
  return { factor, names: names.sort() };
}

function formatProduct({ factor, names }: Product): Dimension {
  if (names.length === 0 || factor === 0) return factor;
  return factor === 1 ? names.join('*') : [factor, ...names].join('*');
}

/** The names that a dimension is made of: `['batch', 'sequence']` for `'2*batch*sequence'`. */
export function dimensionNames(dimension: Dimension): readonly string[] {
  return parseProduct(dimension).names;
}

/** The product of dimensions, in its one spelling. The empty product is 1. */
export function multiplyDimensions(dimensions: Shape): Dimension {
  let factor = 1;
  const names: string[] = [];
  for (const dimension of dimensions) {
    const product = parseProduct(dimension);
    factor *= product.factor;
    names.push(...product.names);
  }
  return formatProduct({ factor, names: names.sort() });
}

/** `dividend / divisor` where it is exact, else undefined: `'batch*sequence' / 'sequence'` is `'batch'`. */
export function divideDimension(dividend: Dimension, divisor: Dimension): Dimension | undefined {
  const a = parseProduct(dividend);
  const b = parseProduct(divisor);
  const names = [...a.names];
  for (const name of b.names) {
    const at = names.indexOf(name);
    if (at < 0) return undefined;
    names.splice(at, 1);
  }
  if (b.factor === 0 || a.factor % b.factor !== 0) return undefined;
  return formatProduct({ factor: a.factor / b.factor, names });
}

/** The number of elements, as a dimension: `'64*batch'` for `['batch', 64]`. */
export function elementCount(shape: Shape): Dimension {
  return multiplyDimensions(shape);
}

/** True when both shapes have the same dimensions, by size or by name. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

/** `[batch, 64]`, as messages print it. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** The size of a dimension when its names have the given sizes. */
export function resolveDimension(dimension: Dimension, sizes: DimensionSizes): number {
  if (typeof dimension === 'number') return dimension;
  const { factor, names } = parseProduct(dimension);
  let size = factor;
  for (const name of names) {
    const known = Object.hasOwn(sizes, name) ? sizes[name] : undefined;
    if (known === undefined) {
      throw new ShapeError(`the size of dimension '${name}' is not known here; known are: ${knownNames(sizes)}`, {
        dimension: name,
      });
    }
    size *= known;
  }
  return size;
}

/** The shape in numbers when its names have the given sizes. */
export function resolveShape(shape: Shape, sizes: DimensionSizes): number[] {
  return shape.map((dimension) => resolveDimension(dimension, sizes));
}

/** Index of an axis that may count from the end (`-1` is the last). Throws a {@link ShapeError} when it is outside. */
export function normalizeAxis(axis: number, rank: number, operation: string): number {
  const normalized = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normalized < 0 || normalized >= rank) {
    throw new ShapeError(`${operation}: axis ${axis} does not exist in a tensor of ${rank} dimensions`, { axis, rank });
  }
  return normalized;
}

function knownNames(sizes: DimensionSizes): string {
  return Object.keys(sizes).join(', ') || 'none';
}
