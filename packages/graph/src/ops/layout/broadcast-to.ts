import { type DType, formatShape, type Shape, ShapeError, sameShape } from '@bertsmith/tensor';
import { elementAt, fillNdArray, type NdArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { broadcastShapes } from '../broadcast.js';
import { costPerOutputElement } from '../op-cost.js';
import { requireInput } from '../op-requirements.js';
import { sumTo } from '../reduce/sum-to.js';

interface BroadcastToAttributes {
  readonly shape: Shape;
}

const NAME = 'Expand';

export const broadcastToOp: OpDefinition<BroadcastToAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs, attributes: { shape } }) => {
    const input = requireInput(NAME, inputs, 0);
    if (!sameShape(broadcastShapes('broadcastTo', input.shape, shape), shape)) {
      throw new ShapeError(`broadcastTo: ${formatShape(input.shape)} does not broadcast to ${formatShape(shape)}`, {
        op: NAME,
      });
    }
    return [{ dtype: input.dtype, shape }];
  },
  gradient: ({ inputs, outputGradients }) => [sumTo(outputGradients[0] as Value, (inputs[0] as Value).shape)],
  cost: costPerOutputElement(0),
  toOnnx: ({ emitter, inputs, attributes: { shape } }) => [
    emitter.node(NAME, [inputs[0] as string, emitter.sizes(shape)]),
  ],
  evaluate: ({ inputs, outputShapes }) => {
    const input = inputs[0] as NdArray;
    return [fillNdArray(input.dtype, outputShapes[0] ?? [], (at) => elementAt(input, at))];
  },
  examples: [
    { title: 'rows', inputs: [{ dtype: 'float32', shape: [1, 3] }], attributes: { shape: [2, 2, 3] } },
    { title: 'scalar', inputs: [{ dtype: 'float32', shape: [] }], attributes: { shape: [2, 2] } },
  ],
};

/** Repeats along axes of size 1 and along new leading axes. */
export function broadcastTo<D extends DType, const S extends Shape>(x: Value<D, Shape>, shape: S): Value<D, S> {
  return (sameShape(x.shape, shape) ? x : applyOp(broadcastToOp, [x], { shape })) as Value<D, S>;
}
