import { scalar } from '../source/scalar.js';
import { divide } from './divide.js';
import { defineUnaryOp, POSITIVE_EXAMPLE, unaryOperation } from './unary-op.js';

export const squareRootOp = defineUnaryOp({
  name: 'Sqrt',
  compute: Math.sqrt,
  derivative: ({ output }) => divide(scalar(output.dtype, 0.5), output),
  flops: 4,
  examples: POSITIVE_EXAMPLE,
});

/** The square root, elementwise; the input is positive. */
export const squareRoot = unaryOperation(squareRootOp);
