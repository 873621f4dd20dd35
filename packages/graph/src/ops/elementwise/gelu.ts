/**
 * The Gaussian error linear unit (Hendrycks and Gimpel 2016), `x * P(X <= x)` for a standard normal X, in the exact form
 * that Hugging Face calls `gelu`.
 */
import { erf } from '../../interpreter/erf.js';
import { add } from './add.js';
import { errorFunction } from './error-function.js';
import { exponential } from './exponential.js';
import { multiply } from './multiply.js';
import { defineUnaryOp, unaryOperation } from './unary-op.js';

/** The density of the standard normal distribution at 0. */
const NORMAL_DENSITY_AT_ZERO = 1 / Math.sqrt(2 * Math.PI);

export const geluOp = defineUnaryOp({
  name: 'Gelu',
  compute: (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)),
  // Phi(x) + x * phi(x), with Phi the normal distribution and phi its density.
  derivative: ({ input: x }) => {
    const probability = add(multiply(errorFunction(multiply(x, Math.SQRT1_2)), 0.5), 0.5);
    const density = exponential(multiply(multiply(x, x), -0.5));
    return add(probability, multiply(multiply(x, density), NORMAL_DENSITY_AT_ZERO));
  },
  flops: 25,
});

/** `x / 2 * (1 + erf(x / sqrt(2)))`, elementwise. */
export const gelu = unaryOperation(geluOp);
