import type { Dimension, Shape } from '@bertsmith/tensor';
import type { BroadcastShape } from './broadcast-shape.js';
import type { AsShape, IsTuple, SameDimension, ShapeMismatch, ShapeText } from './shape-mismatch.js';

/** The last two axes the other way round where `Flag` is true. */
type MaybeTransposed<S extends Shape, Flag extends boolean> = Flag extends true
  ? S extends readonly [...infer Batch extends Shape, infer Rows extends Dimension, infer Columns extends Dimension]
    ? readonly [...Batch, Columns, Rows]
    : S
  : S;

/** The shape of a matrix product, or the compiler's message. */
export type MatMulShape<
  A extends Shape,
  B extends Shape,
  TransposeA extends boolean = false,
  TransposeB extends boolean = false,
> =
  IsTuple<A> extends false
    ? Shape
    : IsTuple<B> extends false
      ? Shape
      : boolean extends TransposeA
        ? Shape
        : boolean extends TransposeB
          ? Shape
          : Multiply<MaybeTransposed<A, TransposeA>, MaybeTransposed<B, TransposeB>>;

type Multiply<A extends Shape, B extends Shape> = A extends readonly [
  ...infer BatchA extends Shape,
  infer Rows extends Dimension,
  infer Inner extends Dimension,
]
  ? B extends readonly [...infer BatchB extends Shape, infer InnerB extends Dimension, infer Columns extends Dimension]
    ? SameDimension<Inner, InnerB> extends true
      ? BroadcastShape<BatchA, BatchB> extends infer Batch extends Shape
        ? readonly [...Batch, Rows, Columns]
        : ShapeMismatch<`matmul: batch dimensions differ: ${ShapeText<A>} x ${ShapeText<B>}`>
      : ShapeMismatch<`matmul: inner dimensions differ: ${ShapeText<A>} x ${ShapeText<B>}`>
    : ShapeMismatch<`matmul: the right operand needs two dimensions or more: ${ShapeText<B>}`>
  : ShapeMismatch<`matmul: the left operand needs two dimensions or more: ${ShapeText<A>}`>;

/** {@link MatMulShape} where it exists, else any shape. */
export type MatMulResult<
  A extends Shape,
  B extends Shape,
  TransposeA extends boolean = false,
  TransposeB extends boolean = false,
> = AsShape<MatMulShape<A, B, TransposeA, TransposeB>>;
