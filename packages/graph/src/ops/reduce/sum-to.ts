import { type Shape, sameShape } from '@bertsmith/tensor';
import type { Value } from '../../ir/value.js';
import { broadcastAxes } from '../broadcast.js';
import { reshape } from '../layout/reshape.js';
import { reduceSum } from './reduce-sum.js';

/** Sums over the axes along which a tensor of `shape` was broadcast: the gradient of broadcasting. */
export function sumTo(value: Value, shape: Shape): Value {
  if (sameShape(value.shape, shape)) return value;
  const sum = reduceSum(value, { axes: broadcastAxes(shape, value.shape) });
  return reshape(sum, shape);
}
