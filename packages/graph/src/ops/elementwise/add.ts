import { binaryOperation, defineBinaryOp } from './binary-op.js';

export const addOp = defineBinaryOp({
  name: 'Add',
  compute: (a, b) => a + b,
  computeIntegers: (a, b) => a + b,
  derivatives: [({ gradient }) => gradient, ({ gradient }) => gradient],
});

/** `a + b`, elementwise. */
export const add = binaryOperation(addOp);
