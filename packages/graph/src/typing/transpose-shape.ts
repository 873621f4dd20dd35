import type { Dimension, Shape } from '@bertsmith/tensor';
import type { AsShape, IsTuple, ShapeMismatch, ShapeText } from './shape-mismatch.js';

/** The axes of a shape in another order, or the compiler's message when the order does not name each axis once. */
export type TransposeShape<S extends Shape, Permutation extends readonly number[]> =
  IsTuple<S> extends false
    ? Shape
    : IsTuple<Permutation> extends false
      ? Shape
      : IsPermutation<S, Permutation> extends true
        ? { readonly [Axis in keyof Permutation]: S[Permutation[Axis]] }
        : ShapeMismatch<`transpose: ${ShapeText<Permutation>} is no permutation of the axes of ${ShapeText<S>}`>;

/** As many axes as the shape has, and every one of the shape's among them. */
type IsPermutation<S extends Shape, Permutation extends readonly number[]> = [S['length'], AxesOf<S>] extends [
  Permutation['length'],
  `${Permutation[number]}`,
]
  ? true
  : false;

/** `'0' | '1' | ...` */
type AxesOf<S extends Shape> = Extract<keyof S, `${number}`>;

/** {@link TransposeShape} where it exists, else any shape. */
export type TransposeResult<S extends Shape, Permutation extends readonly number[]> =
  AsShape<TransposeShape<S, Permutation>> extends infer Result extends readonly Dimension[] ? Result : Shape;
