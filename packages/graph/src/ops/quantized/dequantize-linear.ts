/** From steps back to floats: ONNX's `DequantizeLinear`, with one scale, or one for each position of an axis. */
import { formatShape, type Shape, ShapeError } from '@bertsmith/tensor';
import { elementAt, fillNdArray, type NdArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import { NOT_DIFFERENTIABLE, type OpDefinition } from '../../ir/op-definition.js';
import type { Value, ValueType } from '../../ir/value.js';
import { int } from '../../onnx/onnx-emitter.js';
import { costPerInputElement } from '../op-cost.js';
import { requireInput } from '../op-requirements.js';
import { type QuantizedDType, requireDType, requireQuantized } from './quantized-dtype.js';

interface DequantizeAttributes {
  /** Along which scales and zero points go, where there are several. */
  readonly axis: number;
}

const NAME = 'DequantizeLinear';

export const dequantizeLinearOp: OpDefinition<DequantizeAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs, attributes }) => {
    const [steps, scale, zeroPoint] = [0, 1, 2].map((index) => requireInput(NAME, inputs, index)) as ThreeTypes;
    requireDType(NAME, zeroPoint, requireQuantized(NAME, steps));
    requireDType(NAME, scale, 'float32');
    requirePlaces(steps, scale, attributes);
    requirePlaces(steps, zeroPoint, attributes);
    return [{ dtype: 'float32', shape: steps.shape }];
  },
  gradient: NOT_DIFFERENTIABLE,
  cost: costPerInputElement(2),
  toOnnx: ({ emitter, inputs, inputTypes, attributes: { axis } }) => {
    const isForAll = inputTypes[1]?.shape.length === 0;
    return [emitter.node(NAME, inputs, isForAll ? {} : { axis: int(axis) })];
  },
  evaluate: ({ inputs, attributes: { axis } }) => {
    const [steps, scale, zeroPoint] = inputs as [NdArray, NdArray, NdArray];
    const at = ({ shape, data }: NdArray, place: readonly number[]) =>
      data[shape.length === 0 ? 0 : (place[axis] as number)] as number;
    const read = (place: readonly number[]) => (elementAt(steps, place) - at(zeroPoint, place)) * at(scale, place);
    return [fillNdArray('float32', steps.shape, read)];
  },
  examples: [
    {
      title: 'one scale',
      inputs: [
        { dtype: 'uint8', shape: [2, 2], data: [0, 30, 31, 255] },
        { dtype: 'float32', shape: [], data: [0.25] },
        { dtype: 'uint8', shape: [], data: [30] },
      ],
      attributes: { axis: 0 },
    },
    {
      title: 'a scale for each column',
      inputs: [
        { dtype: 'int8', shape: [2, 3], data: [-127, 3, 4, 127, 0, -5] },
        { dtype: 'float32', shape: [3], data: [0.5, 1, 0.125] },
        { dtype: 'int8', shape: [3], data: [0, 0, 0] },
      ],
      attributes: { axis: 1 },
    },
  ],
};

type ThreeTypes = [ValueType, ValueType, ValueType];

function requirePlaces(steps: ValueType, { shape }: ValueType, { axis }: DequantizeAttributes): void {
  if (shape.length === 0 || (shape.length === 1 && shape[0] === steps.shape[axis])) return;
  throw new ShapeError(
    `${NAME}: expected one scale and zero point, or as many as axis ${axis} of ${formatShape(steps.shape)}, got ${formatShape(shape)}`,
    { op: NAME, expected: steps.shape[axis], actual: shape },
  );
}

/** `(steps - zeroPoint) * scale`; both are scalars, or vectors along `axis`. */
export function dequantizeLinear<const S extends Shape>(
  steps: Value<QuantizedDType, S>,
  scale: Value<'float32'>,
  zeroPoint: Value<QuantizedDType>,
  { axis = 0 }: { readonly axis?: number } = {},
): Value<'float32', S> {
  return applyOp(dequantizeLinearOp, [steps, scale, zeroPoint], { axis }) as Value<'float32', S>;
}
