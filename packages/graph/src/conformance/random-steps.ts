/** The operations of random graphs. Each makes its operands fit, so that every choice is a graph. */
import { elementCount, type Shape, ShapeError } from '@bertsmith/tensor';
import type { Value } from '../ir/value.js';
import { broadcastShapes } from '../ops/broadcast.js';
import { add } from '../ops/elementwise/add.js';
import { gelu } from '../ops/elementwise/gelu.js';
import { hyperbolicTangent } from '../ops/elementwise/hyperbolic-tangent.js';
import { less } from '../ops/elementwise/less.js';
import { multiply } from '../ops/elementwise/multiply.js';
import { subtract } from '../ops/elementwise/subtract.js';
import { where } from '../ops/elementwise/where.js';
import { gather } from '../ops/gather/gather.js';
import { broadcastTo } from '../ops/layout/broadcast-to.js';
import { concat } from '../ops/layout/concat.js';
import { flattenRows } from '../ops/layout/flatten-rows.js';
import { reshape } from '../ops/layout/reshape.js';
import { slice } from '../ops/layout/slice.js';
import { transpose } from '../ops/layout/transpose.js';
import { matmul } from '../ops/matmul/matmul.js';
import { layerNormalization } from '../ops/normalization/layer-normalization.js';
import { softmax } from '../ops/normalization/softmax.js';
import { reduceMax } from '../ops/reduce/reduce-max.js';
import { reduceMean } from '../ops/reduce/reduce-mean.js';
import { reduceSum } from '../ops/reduce/reduce-sum.js';
import { scalar } from '../ops/source/scalar.js';

/** What every random graph begins with. */
export interface Sources {
  /** `[batch, 3]` */
  readonly x: Value;
  /** int32 `[batch]`, 0 to 2 */
  readonly ids: Value;
  /** `[3, 3]` */
  readonly weight: Value;
  /** `[3]` */
  readonly row: Value;
}

/** What a step works on. */
export interface StepContext {
  /** Two values that are there already. */
  readonly a: Value;
  readonly b: Value;
  readonly sources: Sources;
  /** A number from 0 to `count - 1`. */
  draw(count: number): number;
}

/** See the top of the file. */
export const RANDOM_STEPS: readonly ((context: StepContext) => Value)[] = [
  ({ a, b }) => elementwise(add, a, b),
  ({ a, b }) => elementwise(multiply, a, b),
  ({ a, b }) => elementwise(subtract, a, b),
  ({ a, draw }) => multiply(a, draw(5) - 2),
  ({ a }) => multiply(a, add(scalar(a.dtype, 0.5), 0.25)),
  ({ a }) => hyperbolicTangent(a),
  ({ a }) => gelu(a),
  ({ a, b }) => where(less(a, scalar(a.dtype, 0)), a, elementwise(add, multiply(a, 0.5), reduceMax(b))),
  ({ a }) => reversed(a),
  ({ a }) => reversed(reversed(a)),
  ({ a }) => reshape(a, [elementCount(a.shape)]),
  ({ a }) => broadcastTo(a, [2, ...a.shape]),
  ({ a }) => concat([slice(withLeadingTwo(a), { axis: 0, start: 1, end: 2 }), withLeadingTwo(a)], 0),
  ({ a, b }) => product(a, b),
  ({ a, b }) => product(reversed(a), b),
  ({ a, b }) => product(a, reversed(b)),
  ({ a, sources }) => elementwise(add, product(a, sources.weight), sources.row),
  ({ a, b }) => multiply(product(a, b), 0.5),
  ({ a, draw }) => reduceSum(a, axisOf(a, draw)),
  ({ a, draw }) => reduceMean(a, axisOf(a, draw)),
  ({ a, draw }) => reduceMax(a, axisOf(a, draw)),
  ({ a }) => softmax(matrixOf(a)),
  ({ a, sources: { row } }) => (a.shape.at(-1) === 3 ? layerNormalization(a, row, row, { epsilon: 1e-5 }) : a),
  ({ sources }) => gather(sources.weight, sources.ids),
];

/** An operand that does not fit is averaged first. */
function elementwise(operation: (a: Value, b: Value) => Value, a: Value, b: Value): Value {
  return operation(a, canBroadcast(a.shape, b.shape) ? b : reduceMean(b));
}

function canBroadcast(a: Shape, b: Shape): boolean {
  try {
    broadcastShapes('randomGraph', a, b);
    return true;
  } catch (error) {
    if (ShapeError.isInstance(error)) return false;
    throw error;
  }
}

/** A matrix product; of the left operand with itself when the right one does not fit. Kept small, so that sums stay exact. */
function product(left: Value, right: Value): Value {
  const [a, b] = [matrixOf(left), matrixOf(right)];
  return hyperbolicTangent(a.shape[1] === b.shape[0] ? matmul(a, b) : matmul(a, a, { transposeB: true }));
}

function matrixOf(value: Value): Value {
  return value.shape.length === 0 ? reshape(value, [1, 1]) : flattenRows(value);
}

function withLeadingTwo(value: Value): Value {
  return broadcastTo(value, [2, ...value.shape]);
}

function reversed(value: Value): Value {
  return transpose(value, value.shape.map((_, axis) => axis).reverse());
}

function axisOf({ shape }: Value, draw: StepContext['draw']): { axes: number[]; keepDims: boolean } {
  return { axes: shape.length === 0 ? [] : [draw(shape.length)], keepDims: draw(2) === 1 };
}
