import { binaryOperation, defineBinaryOp } from './binary-op.js';
import { negate } from './negate.js';

export const subtractOp = defineBinaryOp({
  name: 'Sub',
  compute: (a, b) => a - b,
  computeIntegers: (a, b) => a - b,
  derivatives: [({ gradient }) => gradient, ({ gradient }) => negate(gradient)],
});

/** `a - b`, elementwise. */
export const subtract = binaryOperation(subtractOp);
