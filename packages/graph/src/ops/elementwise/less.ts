import type { DType, Shape } from '@bertsmith/tensor';
import { applyOp } from '../../ir/node.js';
import { NOT_DIFFERENTIABLE } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import type { BroadcastResult, BroadcastShape } from '../../typing/broadcast-shape.js';
import type { SameDTypeCheck } from '../../typing/dtype-mismatch.js';
import type { FitCheck } from '../../typing/shape-mismatch.js';
import { defineBinaryOp } from './binary-op.js';

export const lessOp = defineBinaryOp({
  name: 'Less',
  compute: (a, b) => Number(a < b),
  derivatives: NOT_DIFFERENTIABLE,
  outputDType: 'bool',
});

/** 1 where `a < b`, else 0. */
export function less<D extends DType, E extends DType, const A extends Shape, const B extends Shape>(
  a: Value<D, A>,
  b: Value<E, B> & FitCheck<BroadcastShape<A, B>> & SameDTypeCheck<D, E>,
): Value<'bool', BroadcastResult<A, B>> {
  return applyOp(lessOp, [a, b], {}) as Value<'bool', BroadcastResult<A, B>>;
}
