import { defineReduceOp, reduceOperation } from './reduce-op.js';

export const reduceSumOp = defineReduceOp({
  name: 'ReduceSum',
  compute: (elements) => elements.reduce((sum, element) => sum + element, 0),
  derivative: ({ gradient }) => gradient,
});

/** The sum over axes. */
export const reduceSum = reduceOperation(reduceSumOp);
