import type { DType, Shape } from '@bertsmith/tensor';
import { applyOp } from '../../ir/node.js';
import { NOT_DIFFERENTIABLE } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import type { BroadcastResult, BroadcastShape } from '../../typing/broadcast-shape.js';
import type { SameDTypeCheck } from '../../typing/dtype-mismatch.js';
import type { FitCheck } from '../../typing/shape-mismatch.js';
import { defineBinaryOp } from './binary-op.js';

export const equalOp = defineBinaryOp({
  name: 'Equal',
  compute: (a, b) => Number(a === b),
  derivatives: NOT_DIFFERENTIABLE,
  outputDType: 'bool',
  examples: [
    {
      title: 'integers',
      inputs: [
        { dtype: 'int32', shape: [3], data: [1, 2, 3] },
        { dtype: 'int32', shape: [3], data: [1, 0, 3] },
      ],
      attributes: {},
    },
  ],
});

/** 1 where both are the same, else 0. */
export function equal<D extends DType, E extends DType, const A extends Shape, const B extends Shape>(
  a: Value<D, A>,
  b: Value<E, B> & FitCheck<BroadcastShape<A, B>> & SameDTypeCheck<D, E>,
): Value<'bool', BroadcastResult<A, B>> {
  return applyOp(equalOp, [a, b], {}) as Value<'bool', BroadcastResult<A, B>>;
}
