import { binaryOperation, defineBinaryOp, POSITIVE_EXAMPLES } from './binary-op.js';
import { multiply } from './multiply.js';
import { negate } from './negate.js';

export const divideOp = defineBinaryOp({
  name: 'Div',
  compute: (a, b) => a / b,
  computeIntegers: (a, b) => (b === 0n ? undefined : a / b),
  derivatives: [
    ({ b, gradient }) => divide(gradient, b),
    ({ b, output, gradient }) => negate(divide(multiply(gradient, output), b)),
  ],
  examples: POSITIVE_EXAMPLES,
});

/** `a / b`, elementwise; integers cut off what is behind the point. */
export const divide = binaryOperation(divideOp);
