import { scalar } from '../source/scalar.js';
import { divide } from './divide.js';
import { defineUnaryOp, POSITIVE_EXAMPLE, unaryOperation } from './unary-op.js';

export const logarithmOp = defineUnaryOp({
  name: 'Log',
  compute: Math.log,
  derivative: ({ input }) => divide(scalar(input.dtype, 1), input),
  flops: 10,
  examples: POSITIVE_EXAMPLE,
});

/** The natural logarithm, elementwise; the input is positive. */
export const logarithm = unaryOperation(logarithmOp);
