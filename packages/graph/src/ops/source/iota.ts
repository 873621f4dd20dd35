import { type Dimension, type DType, resolveDimension } from '@bertsmith/tensor';
import { ndArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import { NOT_DIFFERENTIABLE, type OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { ONNX_DATA_TYPE } from '../../onnx/onnx-data-type.js';
import { int } from '../../onnx/onnx-emitter.js';

interface IotaAttributes {
  readonly dimension: Dimension;
  readonly dtype: DType;
}

export const iotaOp: OpDefinition<IotaAttributes> = {
  specificationVersion: 'v1',
  name: 'Iota',
  inferTypes: ({ attributes: { dimension, dtype } }) => [{ dtype, shape: [dimension] }],
  gradient: NOT_DIFFERENTIABLE,
  cost: () => ({ flops: 0, bytes: 0 }),
  toOnnx: ({ emitter, attributes: { dimension, dtype } }) => {
    const range = emitter.node('Range', [
      emitter.scalar('int64', 0),
      emitter.size(dimension),
      emitter.scalar('int64', 1),
    ]);
    return [emitter.node('Cast', [range], { to: int(ONNX_DATA_TYPE[dtype]) })];
  },
  evaluate: ({ attributes: { dimension, dtype }, sizes }) => {
    const length = resolveDimension(dimension, sizes);
    return [
      ndArray(
        dtype,
        [length],
        Array.from({ length }, (_, index) => index),
      ),
    ];
  },
  examples: [{ title: 'five', inputs: [], attributes: { dimension: 5, dtype: 'int32' } }],
};

/** `0, 1, 2, ...` along a dimension: the positions of a sequence. */
export function iota<D extends 'int32' | 'int64' | 'float32', const N extends Dimension>(
  dimension: N,
  dtype: D,
): Value<D, readonly [N]> {
  return applyOp(iotaOp, [], { dimension, dtype }) as unknown as Value<D, readonly [N]>;
}
