import { cast } from '../layout/cast.js';
import { scalar } from '../source/scalar.js';
import { less } from './less.js';
import { defineUnaryOp, unaryOperation } from './unary-op.js';

export const rectifiedLinearOp = defineUnaryOp({
  name: 'Relu',
  compute: (x) => Math.max(x, 0),
  derivative: ({ input }) => cast(less(scalar(input.dtype, 0), input), input.dtype),
  flops: 1,
});

/** `max(x, 0)`, elementwise; the derivative at 0 is 0. */
export const rectifiedLinear = unaryOperation(rectifiedLinearOp);
