import type { Shape } from '@bertsmith/tensor';
import type { IsTuple } from './shape-mismatch.js';

/** The shape of the indices, and for each of them a row of the table. */
export type GatherShape<Table extends Shape, Indices extends Shape> =
  IsTuple<Indices> extends false
    ? Shape
    : IsTuple<Table> extends false
      ? Shape
      : Table extends readonly [unknown, ...infer Row extends Shape]
        ? readonly [...Indices, ...Row]
        : Shape;
