/**
 * The Gaussian error linear unit (Hendrycks and Gimpel 2016), `x * P(X <= x)` for a standard normal X, in the exact form
 * that Hugging Face calls `gelu`.
 */
import { erf } from '../../interpreter/erf.js';
import { add } from './add.js';
import { divide } from './divide.js';
import { errorFunction } from './error-function.js';
import { exponential } from './exponential.js';
import { multiply } from './multiply.js';
import { defineUnaryOp, unaryOperation } from './unary-op.js';

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

export const geluOp = defineUnaryOp({
  name: 'Gelu',
  compute: (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)),
  // Phi(x) + x * phi(x) with Phi the normal distribution and phi its density; for u = x / sqrt(2) that is
  // (1 + erf(u) + 2 / sqrt(pi) * u / e^(u^2)) / 2. Where e^(u^2) overflows, the quotient is 0, as it should be.
  derivative: ({ input }) => {
    const u = multiply(input, Math.SQRT1_2);
    const density = multiply(divide(u, exponential(multiply(u, u))), TWO_OVER_ROOT_PI);
    return add(add(errorFunction(u), density), 1);
  },
  derivativeFactor: 0.5,
  flops: 25,
});

/** `x / 2 * (1 + erf(x / sqrt(2)))`, elementwise. */
export const gelu = unaryOperation(geluOp);
