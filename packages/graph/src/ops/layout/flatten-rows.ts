import { type Dimension, type DType, multiplyDimensions, type Shape } from '@bertsmith/tensor';
import type { Value } from '../../ir/value.js';
import { reshape } from './reshape.js';

/** `[..., width]` as a matrix: one row for each vector along the last axis. A matrix comes back as it is. */
export function flattenRows<D extends DType>(x: Value<D, Shape>): Value<D, readonly [Dimension, Dimension]> {
  if (x.shape.length === 2) return x as Value<D, readonly [Dimension, Dimension]>;
  const rows = multiplyDimensions(x.shape.slice(0, -1));
  return reshape(x, [rows, x.shape.at(-1) ?? 1] as const);
}
