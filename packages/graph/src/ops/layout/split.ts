import {
  type Dimension,
  type DType,
  formatShape,
  normalizeAxis,
  resolveShape,
  type Shape,
  ShapeError,
} from '@bertsmith/tensor';
import { elementAt, fillNdArray, type NdArray } from '../../interpreter/nd-array.js';
import { createNode } from '../../ir/node.js';
import type { OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { int } from '../../onnx/onnx-emitter.js';
import { trafficBytes } from '../op-cost.js';
import { requireInput } from '../op-requirements.js';
import { scalar } from '../source/scalar.js';
import { broadcastTo } from './broadcast-to.js';
import { concat } from './concat.js';

interface SplitAttributes {
  readonly axis: number;
  readonly sizes: readonly number[];
}

const NAME = 'Split';

export const splitOp: OpDefinition<SplitAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs, attributes: { axis, sizes } }) => {
    const { dtype, shape } = requireInput(NAME, inputs, 0);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (shape[axis] !== (total as Dimension)) {
      throw new ShapeError(`split: axis ${axis} of ${formatShape(shape)} does not have ${total} positions`, {
        op: NAME,
      });
    }
    return sizes.map((size) => ({ dtype, shape: shape.with(axis, size) }));
  },
  gradient: ({ outputs, attributes: { axis }, outputGradients }) => {
    const zeros = (output: Value) => broadcastTo(scalar(output.dtype, 0), output.shape);
    return [
      concat(
        outputs.map((output, index) => outputGradients[index] ?? zeros(output)),
        axis,
      ),
    ];
  },
  cost: (context) => ({ flops: 0, bytes: trafficBytes(context) }),
  toOnnx: ({ emitter, inputs, attributes: { axis, sizes } }) => {
    const sizesName = emitter.constant('int64', [sizes.length], BigInt64Array.from(sizes, BigInt));
    return emitter.nodeWithOutputs(NAME, [...inputs, sizesName], sizes.length, { axis: int(axis) });
  },
  evaluate: ({ inputs, attributes: { axis, sizes }, outputShapes, sizes: dimensionSizes }) => {
    const input = inputs[0] as NdArray;
    let start = 0;
    return outputShapes.map((shape, index) => {
      const from = start;
      start += sizes[index] as number;
      const read = (at: readonly number[]) => elementAt(input, at.with(axis, (at[axis] as number) + from));
      return fillNdArray(input.dtype, resolveShape(shape, dimensionSizes), read);
    });
  },
  examples: [
    { title: 'last axis', inputs: [{ dtype: 'float32', shape: [2, 5] }], attributes: { axis: 1, sizes: [2, 2, 1] } },
  ],
};

/** Pieces of an axis, of the given sizes. */
export function split<D extends DType>(
  x: Value<D, Shape>,
  { axis, sizes }: { axis: number; sizes: readonly number[] },
): readonly Value<D>[] {
  const normalized = normalizeAxis(axis, x.shape.length, NAME);
  return createNode(splitOp, [x], { axis: normalized, sizes }).outputs as readonly Value<D>[];
}
