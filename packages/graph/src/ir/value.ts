import { type DType, formatShape, type Shape } from '@bertsmith/tensor';
import type { Node } from './node.js';

/** What is known of a value before anything runs. */
export interface ValueType<D extends DType = DType, S extends Shape = Shape> {
  readonly dtype: D;
  readonly shape: S;
}

/**
 * One result of a node: what flows along the graph's edges.
 *
 * `Value` without arguments accepts every value; `Value<'float32', ['batch', 384]>` is checked by the compiler where an
 * operation's signature says so, and by the operation's shape rule always.
 */
export interface Value<D extends DType = DType, S extends Shape = Shape> extends ValueType<D, S> {
  /** The node that makes it. */
  readonly node: Node;
  /** Which of the node's outputs it is. */
  readonly outputIndex: number;
}

/** `float32[batch, sequence, 384]`. */
export function formatValueType({ dtype, shape }: ValueType): string {
  return `${dtype}${formatShape(shape)}`;
}
