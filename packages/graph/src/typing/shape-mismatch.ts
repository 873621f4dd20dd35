/**
 * What the compiler shows when operands do not fit: a type whose text is our sentence.
 *
 * An operation intersects the type of an operand with `FitCheck<result>`. For operands that fit that is `unknown`, which
 * changes nothing; otherwise it is this brand, which no value has, and the error message prints it.
 */
import type { Shape } from '@bertsmith/tensor';

declare const MISMATCH: unique symbol;

/** The result of an impossible operation; its argument is the message. */
export interface ShapeMismatch<Message extends string> {
  readonly [MISMATCH]: Message;
}

/** What an operand is intersected with. */
export type FitCheck<Result> = Result extends ShapeMismatch<string> ? Result : unknown;

/** The shape of a result, or any shape where the check has failed already. */
export type AsShape<Result> = Result extends Shape ? Result : Shape;

/** True for a list of known length. */
export type IsTuple<S extends readonly unknown[]> = number extends S['length'] ? false : true;

/** True when two dimensions can be the same: equal, or one of them known only at run time. */
export type SameDimension<A, B> =
  IsWide<A> extends true ? true : IsWide<B> extends true ? true : [A, B] extends [B, A] ? true : false;

/** True for `number`, `string` or both: a dimension of which the compiler knows nothing. */
export type IsWide<D> = number extends D ? true : string extends D ? true : false;

/** `[batch, 384]`, as the message prints it. */
export type ShapeText<S extends Shape> = `[${JoinDimensions<S>}]`;

type JoinDimensions<S extends Shape> = S extends readonly [infer Only extends string | number]
  ? `${Only}`
  : S extends readonly [infer First extends string | number, ...infer Rest extends Shape]
    ? `${First}, ${JoinDimensions<Rest>}`
    : '';
