import type { DType } from '@bertsmith/tensor';
import { storeNumbers } from '../../interpreter/storage-numbers.js';
import type { Value } from '../../ir/value.js';
import { constant } from './source-op.js';

/** A constant without dimensions, rounded to its dtype. */
export function scalar<D extends DType>(dtype: D, number: number): Value<D, readonly []> {
  return constant(dtype, [], storeNumbers(dtype, [number]));
}
