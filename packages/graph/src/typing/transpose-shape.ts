import type { Dimension, Shape } from '@bertsmith/tensor';
import type { IsTuple } from './shape-mismatch.js';

/** The axes of a shape in another order. */
export type TransposeShape<S extends Shape, Permutation extends readonly number[]> = IsTuple<S> extends false
  ? Shape
  : { readonly [Axis in keyof Permutation]: S[Permutation[Axis]] } extends infer Result extends readonly Dimension[]
    ? Result
    : Shape;

/** A shape with the last axis of size 1. */
export type KeepLastAxis<S extends Shape> = S extends readonly [...infer Rest extends Shape, Dimension]
  ? readonly [...Rest, 1]
  : Shape;
