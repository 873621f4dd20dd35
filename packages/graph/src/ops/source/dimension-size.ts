import { type Dimension, type DType, resolveDimension } from '@bertsmith/tensor';
import { ndArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import { NOT_DIFFERENTIABLE, type OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { ONNX_DATA_TYPE } from '../../onnx/onnx-data-type.js';
import { int } from '../../onnx/onnx-emitter.js';
import { scalar } from './scalar.js';

interface DimensionSizeAttributes {
  readonly dimension: Dimension;
  readonly dtype: DType;
}

export const dimensionSizeOp: OpDefinition<DimensionSizeAttributes> = {
  specificationVersion: 'v1',
  name: 'DimensionSize',
  inferTypes: ({ attributes: { dtype } }) => [{ dtype, shape: [] }],
  gradient: NOT_DIFFERENTIABLE,
  cost: () => ({ flops: 0, bytes: 0 }),
  toOnnx: ({ emitter, attributes: { dimension, dtype } }) => [
    emitter.node('Cast', [emitter.size(dimension)], { to: int(ONNX_DATA_TYPE[dtype]) }),
  ],
  evaluate: ({ attributes: { dimension, dtype }, sizes }) => [ndArray(dtype, [], [resolveDimension(dimension, sizes)])],
  examples: [],
};

/** The size of a dimension as a scalar, for instance to divide a sum over the batch by it. */
export function dimensionSize<D extends DType>(dimension: Dimension, dtype: D): Value<D, readonly []> {
  if (typeof dimension === 'number') return scalar(dtype, dimension);
  return applyOp(dimensionSizeOp, [], { dimension, dtype }) as Value<D, readonly []>;
}
