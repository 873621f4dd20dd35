import { multiplyDimensions } from '@bertsmith/tensor';
import { divide } from '../elementwise/divide.js';
import { dimensionSize } from '../source/dimension-size.js';
import { defineReduceOp, reduceOperation } from './reduce-op.js';

export const reduceMeanOp = defineReduceOp({
  name: 'ReduceMean',
  compute: (elements) => elements.reduce((sum, element) => sum + element, 0) / elements.length,
  derivative: ({ input, gradient, axes }) => {
    const count = multiplyDimensions(axes.map((axis) => input.shape[axis] ?? 1));
    return divide(gradient, dimensionSize(count, gradient.dtype));
  },
});

/** The mean over axes. */
export const reduceMean = reduceOperation(reduceMeanOp);
