import { multiplyDimensions } from '@bertsmith/tensor';
import { divide } from '../elementwise/divide.js';
import { dimensionSize } from '../source/dimension-size.js';
import { defineReduceOp, reduceOperation } from './reduce-op.js';

export const reduceMeanOp = defineReduceOp({
  name: 'ReduceMean',
  // 0 of no elements, as runtimes have it.
  compute: (elements) => elements.reduce((sum, element) => sum + element, 0) / Math.max(1, elements.length),
  derivative: ({ input, gradient, axes }) => {
    const count = multiplyDimensions(axes.map((axis) => input.shape[axis] ?? 1));
    return divide(gradient, dimensionSize(count, gradient.dtype));
  },
});

/** The mean over axes; 0 where there is nothing to take it of. */
export const reduceMean = reduceOperation(reduceMeanOp);
