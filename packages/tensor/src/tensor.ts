/**
 * A tensor: typed storage, a dtype and a shape of numbers, in row-major order.
 *
 * The type may name the dimensions (`Tensor<'int32', ['batch', 'sequence']>`); the object's `shape` always has their
 * sizes. Plain `Tensor` accepts every tensor.
 */
import { allocateStorage, type DType, isStorageOf, type Storage } from './dtype.js';
import { DTypeError, ShapeError } from './errors/error-classes.js';
import { formatShape, type Shape } from './shape/shape.js';

declare const DIMENSIONS: unique symbol;

/** A tensor of dtype `D` whose dimensions the type calls `S`. `data.length` is the product of `shape`. */
export interface Tensor<D extends DType = DType, S extends Shape = Shape> {
  readonly dtype: D;
  /** Sizes, outermost dimension first. */
  readonly shape: readonly number[];
  /** The elements in row-major order. */
  readonly data: Storage<D>;
  /** Only in the type: the names or sizes of the dimensions. Read-only, so that `[2, 3]` and `readonly [2, 3]` are one. */
  readonly [DIMENSIONS]?: Readonly<S>;
}

/** The dimensions that a tensor's type states. */
export type ShapeOf<T> = T extends Tensor<DType, infer S> ? S : never;

/**
 * A tensor over storage that exists; nothing is copied.
 *
 * @throws ShapeError when `data` does not have as many elements as `shape` says
 * @throws DTypeError when `data` is another kind of array than `dtype` is kept in
 * @example
 * const labels = tensor('int32', [3], Int32Array.of(1, 0, 2));
 */
export function tensor<D extends DType, const S extends readonly number[]>(
  dtype: D,
  shape: S,
  data: Storage<NoInfer<D>>,
): Tensor<D, S> {
  if (!isStorageOf(dtype, data)) {
    throw new DTypeError(`a tensor of ${dtype} cannot be kept in a ${data.constructor.name}`, { dtype });
  }
  const expected = countElements(shape);
  if (data.length !== expected) {
    throw new ShapeError(`a tensor of shape ${formatShape(shape)} has ${expected} elements, the data ${data.length}`, {
      expected,
      actual: data.length,
    });
  }
  return { dtype, shape, data };
}

/** A tensor of zeros. */
export function zeros<D extends DType, const S extends readonly number[]>(dtype: D, shape: S): Tensor<D, S> {
  return { dtype, shape, data: allocateStorage(dtype, countElements(shape)) };
}

/** The number of elements of a shape of sizes; every size must be a whole number and not negative. */
export function countElements(shape: readonly number[]): number {
  let count = 1;
  for (const size of shape) {
    if (!Number.isInteger(size) || size < 0) {
      throw new ShapeError(`a tensor cannot have the shape ${formatShape(shape)}: sizes are whole numbers from 0`, {
        shape,
      });
    }
    count *= size;
  }
  if (!Number.isSafeInteger(count)) {
    throw new ShapeError(`a tensor cannot have the shape ${formatShape(shape)}: more than 2^53 elements`, { shape });
  }
  return count;
}
