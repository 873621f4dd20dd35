/** Quantization with a scale and a zero point that are given: ONNX's `QuantizeLinear`, for a whole tensor. */
import { formatShape, type Shape, ShapeError } from '@bertsmith/tensor';
import { type NdArray, ndArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import { NOT_DIFFERENTIABLE, type OpDefinition } from '../../ir/op-definition.js';
import type { Value, ValueType } from '../../ir/value.js';
import type { NoAttributes } from '../elementwise/binary-op.js';
import { costPerInputElement } from '../op-cost.js';
import { requireInput } from '../op-requirements.js';
import { type QuantizedDType, requireDType, requireQuantized } from './quantized-dtype.js';
import { quantizeNumber } from './quantized-numbers.js';

const NAME = 'QuantizeLinear';

export const quantizeLinearOp: OpDefinition<NoAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs }) => {
    const [x, scale, zeroPoint] = [0, 1, 2].map((index) => requireInput(NAME, inputs, index)) as ThreeTypes;
    for (const each of [x, scale]) requireDType(NAME, each, 'float32');
    requireScalar(scale);
    requireScalar(zeroPoint);
    return [{ dtype: requireQuantized(NAME, zeroPoint), shape: x.shape }];
  },
  gradient: NOT_DIFFERENTIABLE,
  cost: costPerInputElement(3),
  toOnnx: ({ emitter, inputs }) => [emitter.node(NAME, inputs)],
  evaluate: ({ inputs }) => {
    const [x, { data: scale }, zeroPoint] = inputs as [NdArray, NdArray, NdArray];
    const dtype = zeroPoint.dtype as QuantizedDType;
    const steps = x.data.map((each) => quantizeNumber(each, scale[0] as number, zeroPoint.data[0] as number, dtype));
    return [ndArray(dtype, x.shape, steps)];
  },
  examples: [
    {
      title: 'uint8, some beyond its range',
      inputs: [
        { dtype: 'float32', shape: [2, 3], data: [-9, -0.5, 0, 0.25, 1.5, 70] },
        { dtype: 'float32', shape: [], data: [0.25] },
        { dtype: 'uint8', shape: [], data: [30] },
      ],
      attributes: {},
    },
    {
      title: 'int8',
      inputs: [
        { dtype: 'float32', shape: [2, 3] },
        { dtype: 'float32', shape: [], data: [0.01] },
        { dtype: 'int8', shape: [], data: [0] },
      ],
      attributes: {},
    },
  ],
};

type ThreeTypes = [ValueType, ValueType, ValueType];

function requireScalar({ shape }: ValueType): void {
  if (shape.length === 0) return;
  throw new ShapeError(`${NAME}: scale and zero point are scalars, got ${formatShape(shape)}`, { op: NAME, shape });
}

/** `round(x / scale) + zeroPoint` in the dtype of the zero point, what lies beyond its range cut to it. */
export function quantizeLinear<const S extends Shape>(
  x: Value<'float32', S>,
  scale: Value<'float32'>,
  zeroPoint: Value<QuantizedDType>,
): Value<QuantizedDType, S> {
  return applyOp(quantizeLinearOp, [x, scale, zeroPoint], {}) as Value<QuantizedDType, S>;
}
