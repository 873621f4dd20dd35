import { erf } from '../../interpreter/erf.js';
import { exponential } from './exponential.js';
import { multiply } from './multiply.js';
import { defineUnaryOp, unaryOperation } from './unary-op.js';

/** `2 / sqrt(pi)`: the derivative at 0. */
const SLOPE_AT_ZERO = 2 / Math.sqrt(Math.PI);

export const errorFunctionOp = defineUnaryOp({
  name: 'Erf',
  compute: erf,
  derivative: ({ input }) => multiply(exponential(multiply(multiply(input, input), -1)), SLOPE_AT_ZERO),
  flops: 20,
});

/** The Gauss error function `erf(x) = 2 / sqrt(pi) * integral from 0 to x of e^(-t^2) dt`, elementwise. */
export const errorFunction = unaryOperation(errorFunctionOp);
