import { defineUnaryOp, unaryOperation } from './unary-op.js';

export const exponentialOp = defineUnaryOp({
  name: 'Exp',
  compute: Math.exp,
  derivative: ({ output }) => output,
  flops: 10,
});

/** `e^x`, elementwise. */
export const exponential = unaryOperation(exponentialOp);
