import { type DType, elementCount, formatShape, type Shape, ShapeError, sameShape } from '@bertsmith/tensor';
import { ndArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { int, type OnnxEmitter } from '../../onnx/onnx-emitter.js';
import { requireInput } from '../op-requirements.js';

interface ReshapeAttributes {
  readonly shape: Shape;
}

const NAME = 'Reshape';

export const reshapeOp: OpDefinition<ReshapeAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  isView: true,
  inferTypes: ({ inputs, attributes: { shape } }) => {
    const input = requireInput(NAME, inputs, 0);
    if (elementCount(input.shape) !== elementCount(shape)) {
      throw new ShapeError(
        `reshape: ${formatShape(input.shape)} has ${elementCount(input.shape)} elements, ${formatShape(shape)} has ${elementCount(shape)}`,
        { op: NAME, expected: input.shape, actual: shape },
      );
    }
    return [{ dtype: input.dtype, shape }];
  },
  gradient: ({ inputs, outputGradients }) => [reshape(outputGradients[0] as Value, (inputs[0] as Value).shape)],
  cost: () => ({ flops: 0, bytes: 0 }),
  toOnnx: ({ emitter, inputs, attributes: { shape } }) => [emitReshape(emitter, inputs[0] as string, shape)],
  evaluate: ({ inputs, outputShapes }) => inputs.map(({ dtype, data }) => ndArray(dtype, outputShapes[0] ?? [], data)),
  examples: [
    { title: 'matrix', inputs: [{ dtype: 'float32', shape: [2, 3, 2] }], attributes: { shape: [6, 2] } },
    { title: 'scalar', inputs: [{ dtype: 'float32', shape: [1, 1] }], attributes: { shape: [] } },
  ],
};

/**
 * Emits a reshape and returns its name. One unknown size is left to the runtime as -1, which needs no nodes that compute it. A 0
 * among several sizes, which may be known only when the graph runs, would mean the input's size there, unless it is allowed to
 * mean 0.
 */
export function emitReshape(emitter: OnnxEmitter, name: string, shape: Shape): string {
  const named = shape.filter((dimension) => typeof dimension === 'string');
  if (named.length === 1 && !shape.includes(0)) {
    return emitter.node(NAME, [name, emitter.sizes(shape.map((size) => (typeof size === 'string' ? -1 : size)))]);
  }
  const mayBeZero = named.length > 0 || shape.includes(0);
  return emitter.node(NAME, [name, emitter.sizes(shape)], mayBeZero ? { allowzero: int(1) } : {});
}

/** The same elements in the same order under another shape. The number of elements must be the same, also by name. */
export function reshape<D extends DType, const S extends Shape>(x: Value<D, Shape>, shape: S): Value<D, S> {
  return (sameShape(x.shape, shape) ? x : applyOp(reshapeOp, [x], { shape })) as Value<D, S>;
}
