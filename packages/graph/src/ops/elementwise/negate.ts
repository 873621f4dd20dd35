import { scalar } from '../source/scalar.js';
import { defineUnaryOp, unaryOperation } from './unary-op.js';

export const negateOp = defineUnaryOp({
  name: 'Neg',
  compute: (x) => -x,
  derivative: ({ input }) => scalar(input.dtype, -1),
  flops: 1,
});

/** `-x`, elementwise. */
export const negate = unaryOperation(negateOp);
