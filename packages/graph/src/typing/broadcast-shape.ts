import type { Shape } from '@bertsmith/tensor';
import type { AsShape, IsTuple, IsWide, SameDimension, ShapeMismatch, ShapeText } from './shape-mismatch.js';

/** The shape of an elementwise operation by the rules of NumPy, or the compiler's message. */
export type BroadcastShape<A extends Shape, B extends Shape> =
  IsTuple<A> extends false
    ? Shape
    : IsTuple<B> extends false
      ? Shape
      : Align<A, B, []> extends infer Result extends Shape
        ? Result
        : ShapeMismatch<`broadcasting: shapes do not fit: ${ShapeText<A>} and ${ShapeText<B>}`>;

/** Walks both shapes from the last axis; `null` when two dimensions do not fit. */
type Align<A extends Shape, B extends Shape, Result extends Shape> = A extends readonly [
  ...infer RestA extends Shape,
  infer LastA,
]
  ? B extends readonly [...infer RestB extends Shape, infer LastB]
    ? JoinDimension<LastA, LastB> extends infer Joined extends string | number
      ? Align<RestA, RestB, readonly [Joined, ...Result]>
      : null
    : readonly [...A, ...Result]
  : readonly [...B, ...Result];

/** A dimension known only at run time may be 1, so the other one says more. */
type JoinDimension<A, B> = [A] extends [1]
  ? B
  : [B] extends [1]
    ? A
    : SameDimension<A, B> extends true
      ? IsWide<A> extends true
        ? IsWide<B> extends true
          ? A | B
          : B
        : A
      : null;

/** {@link BroadcastShape} where it exists, else any shape. */
export type BroadcastResult<A extends Shape, B extends Shape> = AsShape<BroadcastShape<A, B>>;
