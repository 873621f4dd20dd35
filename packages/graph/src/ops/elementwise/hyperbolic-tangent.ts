import { scalar } from '../source/scalar.js';
import { multiply } from './multiply.js';
import { subtract } from './subtract.js';
import { defineUnaryOp, unaryOperation } from './unary-op.js';

export const hyperbolicTangentOp = defineUnaryOp({
  name: 'Tanh',
  compute: Math.tanh,
  derivative: ({ output }) => subtract(scalar(output.dtype, 1), multiply(output, output)),
  flops: 10,
});

/** The hyperbolic tangent, elementwise. */
export const hyperbolicTangent = unaryOperation(hyperbolicTangentOp);
