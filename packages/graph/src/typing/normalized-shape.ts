import type { Shape } from '@bertsmith/tensor';
import type { IsTuple, SameDimension, ShapeMismatch, ShapeText } from './shape-mismatch.js';

/** The shape of an operation along the last axis, or the compiler's message when there is none. */
export type LastAxisShape<Operation extends string, S extends Shape> = S extends readonly []
  ? ShapeMismatch<`${Operation}: expected 1 dimension or more, got []`>
  : S;

/** The shape of a layer normalization, or the compiler's message when a weight or bias does not have the last axis's size. */
export type NormalizedShape<S extends Shape, Row extends Shape> =
  IsTuple<S> extends false
    ? Shape
    : IsTuple<Row> extends false
      ? Shape
      : Row['length'] extends 1
        ? SameDimension<LastDimension<S>, Row[0]> extends true
          ? S
          : RowMismatch<S, Row>
        : RowMismatch<S, Row>;

/** Looked up and not inferred, so that it is known inside a function that is generic in the other dimensions. */
type LastDimension<S extends Shape> = [undefined, ...S][S['length']];

type RowMismatch<
  S extends Shape,
  Row extends Shape,
> = ShapeMismatch<`layerNormalization: weight and bias have the shape of the last axis of ${ShapeText<S>}, got ${ShapeText<Row>}`>;
