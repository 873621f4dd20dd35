import { allocateStorage, type DType, DTypeError } from '@bertsmith/tensor';
import type { Value } from '../../ir/value.js';
import { constant } from './source-op.js';

/** A constant without dimensions. */
export function scalar<D extends DType>(dtype: D, number: number): Value<D, readonly []> {
  if (dtype === 'float16' || dtype === 'bfloat16') {
    throw new DTypeError(`a scalar of ${dtype} is made by casting one of float32`, { dtype });
  }
  const data = allocateStorage(dtype, 1);
  (data as { [index: number]: number | bigint })[0] = dtype.endsWith('int64') ? BigInt(number) : number;
  return constant(dtype, [], data);
}
