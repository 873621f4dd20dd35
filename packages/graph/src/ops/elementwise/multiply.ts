import { binaryOperation, defineBinaryOp } from './binary-op.js';

export const multiplyOp = defineBinaryOp({
  name: 'Mul',
  compute: (a, b) => a * b,
  computeIntegers: (a, b) => a * b,
  derivatives: [({ b, gradient }) => multiply(gradient, b), ({ a, gradient }) => multiply(gradient, a)],
});

/** `a * b`, elementwise. */
export const multiply = binaryOperation(multiplyOp);
