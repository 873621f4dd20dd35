import { type DType, elementCount, formatShape, type Shape, ShapeError, sameShape } from '@bertsmith/tensor';
import { ndArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { int } from '../../onnx/onnx-emitter.js';
import { requireInput } from '../op-requirements.js';

interface ReshapeAttributes {
  readonly shape: Shape;
}

const NAME = 'Reshape';

export const reshapeOp: OpDefinition<ReshapeAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
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
  toOnnx: ({ emitter, inputs, attributes: { shape } }) => [
    // A 0 in the target means the input's size there, unless it is allowed to mean 0.
    emitter.node(
      NAME,
      [inputs[0] as string, onnxTargetShape(emitter, shape)],
      shape.includes(0) ? { allowzero: int(1) } : {},
    ),
  ],
  evaluate: ({ inputs, outputShapes }) => inputs.map(({ dtype, data }) => ndArray(dtype, outputShapes[0] ?? [], data)),
  examples: [
    { title: 'matrix', inputs: [{ dtype: 'float32', shape: [2, 3, 2] }], attributes: { shape: [6, 2] } },
    { title: 'scalar', inputs: [{ dtype: 'float32', shape: [1, 1] }], attributes: { shape: [] } },
  ],
};

/** One unknown size may be left to the runtime as -1, which needs no nodes that compute it. */
function onnxTargetShape(emitter: Parameters<typeof reshapeOp.toOnnx>[0]['emitter'], shape: Shape): string {
  const named = shape.filter((dimension) => typeof dimension === 'string');
  if (named.length !== 1 || shape.includes(0)) return emitter.sizes(shape);
  return emitter.sizes(shape.map((dimension) => (typeof dimension === 'string' ? -1 : dimension)));
}

/** The same elements in the same order under another shape. The number of elements must be the same, also by name. */
export function reshape<D extends DType, const S extends Shape>(x: Value<D, Shape>, shape: S): Value<D, S> {
  return (sameShape(x.shape, shape) ? x : applyOp(reshapeOp, [x], { shape })) as Value<D, S>;
}
