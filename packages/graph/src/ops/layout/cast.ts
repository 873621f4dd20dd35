import { type DType, isFloatingPoint, type Shape } from '@bertsmith/tensor';
import { isInteger, wrapInteger } from '../../interpreter/integers.js';
import { ndArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { ONNX_DATA_TYPE } from '../../onnx/onnx-data-type.js';
import { int } from '../../onnx/onnx-emitter.js';
import { costPerOutputElement } from '../op-cost.js';
import { requireInput } from '../op-requirements.js';

interface CastAttributes {
  readonly to: DType;
}

const NAME = 'Cast';

export const castOp: OpDefinition<CastAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs, attributes }) => [{ dtype: attributes.to, shape: requireInput(NAME, inputs, 0).shape }],
  gradient: ({ inputs, attributes, outputGradients }) => {
    const from = (inputs[0] as Value).dtype;
    if (!isFloatingPoint(from) || !isFloatingPoint(attributes.to)) return [undefined];
    return [cast(outputGradients[0] as Value, from)];
  },
  cost: costPerOutputElement(0),
  toOnnx: ({ emitter, inputs, attributes: { to } }) => [emitter.node(NAME, inputs, { to: int(ONNX_DATA_TYPE[to]) })],
  evaluate: ({ inputs, attributes: { to } }) =>
    inputs.map(({ dtype, shape, data }) =>
      ndArray(
        to,
        shape,
        data.map((element) => castNumber(element, dtype, to)),
      ),
    ),
  examples: [
    {
      title: 'integers to float32',
      inputs: [{ dtype: 'int32', shape: [3], data: [0, 1, -7] }],
      attributes: { to: 'float32' },
    },
    {
      title: 'float32 to bool',
      inputs: [{ dtype: 'float32', shape: [3], data: [0, 1, -7] }],
      attributes: { to: 'bool' },
    },
    { title: 'float32 to float64', inputs: [{ dtype: 'float32', shape: [2, 2] }], attributes: { to: 'float64' } },
  ],
};

/**
 * Floats keep their value: the reference interpreter does not round. Integers wrap around; what a float outside the range of an
 * integer becomes, ONNX leaves open, and so does this.
 */
function castNumber(element: number, from: DType, to: DType): number {
  if (isFloatingPoint(to)) return element;
  if (to === 'bool') return Number(element !== 0);
  return isInteger(from) && Number.isInteger(element) ? wrapInteger(to, BigInt(element)) : Math.trunc(element);
}

/** The same elements in another dtype; integers cut off what is behind the point. */
export function cast<To extends DType, const S extends Shape>(x: Value<DType, S>, to: To): Value<To, S> {
  return (x.dtype === to ? x : applyOp(castOp, [x], { to })) as Value<To, S>;
}
