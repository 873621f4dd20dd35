/** The same as in `shape-mismatch.ts`, for dtypes: a value whose dtype is known only at run time fits everywhere. */
import type { DType } from '@bertsmith/tensor';

declare const MISMATCH: unique symbol;

/** An operand of a dtype that an operation does not take; its argument is the message. */
export interface DTypeMismatch<Message extends string> {
  readonly [MISMATCH]: Message;
}

/** What the second operand is intersected with: `unknown` unless both dtypes are known and differ. */
export type SameDTypeCheck<A extends DType, B extends DType> = DType extends A
  ? unknown
  : DType extends B
    ? unknown
    : [A, B] extends [B, A]
      ? unknown
      : DTypeMismatch<`the operands have different dtypes: ${A} and ${B}`>;

/** What an operand is intersected with that has one of the dtypes `Allowed`. */
export type DTypeCheck<D extends DType, Allowed extends DType, What extends string> = DType extends D
  ? unknown
  : [D] extends [Allowed]
    ? unknown
    : DTypeMismatch<`${What}, got ${D}`>;

/** What indices are intersected with. */
export type IndexCheck<D extends DType> = DTypeCheck<D, 'int32' | 'int64', 'indices are int32 or int64'>;
