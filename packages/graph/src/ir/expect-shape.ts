import { type DType, formatShape, type Shape, ShapeError, sameShape } from '@bertsmith/tensor';
import { formatValueType, type Value } from './value.js';

/**
 * The same value with the shape that the caller states, for the compiler; the shape is checked now.
 *
 * @throws ShapeError when it has another
 * @example
 * const loss = expectShape(reduceSum(losses), []);
 */
export function expectShape<D extends DType, const S extends Shape>(value: Value<D>, shape: S): Value<D, S> {
  if (!sameShape(value.shape, shape)) {
    throw new ShapeError(`expected shape ${formatShape(shape)}, got ${formatValueType(value)}`, {
      expected: shape,
      actual: value.shape,
    });
  }
  return value as Value<D, S>;
}
