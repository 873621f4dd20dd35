import { divide } from '../elementwise/divide.js';
import { equal } from '../elementwise/equal.js';
import { multiply } from '../elementwise/multiply.js';
import { cast } from '../layout/cast.js';
import { defineReduceOp, reduceOperation } from './reduce-op.js';
import { reduceSum } from './reduce-sum.js';

export const reduceMaxOp = defineReduceOp({
  name: 'ReduceMax',
  compute: (elements) => elements.reduce((largest, element) => Math.max(largest, element), Number.NEGATIVE_INFINITY),
  // Elements that share the maximum share the gradient.
  derivative: ({ input, output, gradient, axes }) => {
    const isLargest = cast(equal(input, output), input.dtype);
    return multiply(isLargest, divide(gradient, reduceSum(isLargest, { axes, keepDims: true })));
  },
});

/** The largest element over axes; minus infinity where there is none. */
export const reduceMax = reduceOperation(reduceMaxOp);
