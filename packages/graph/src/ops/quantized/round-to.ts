import type { Shape } from '@bertsmith/tensor';
import { type NdArray, ndArray } from '../../interpreter/nd-array.js';
import { readNumbers, storeNumbers } from '../../interpreter/storage-numbers.js';
import { applyOp } from '../../ir/node.js';
import { NOT_DIFFERENTIABLE, type OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { ONNX_DATA_TYPE } from '../../onnx/onnx-data-type.js';
import { int } from '../../onnx/onnx-emitter.js';
import { costPerOutputElement } from '../op-cost.js';
import { requireFloat, requireInput } from '../op-requirements.js';

/** The formats of floating point with 16 bits. */
export type SixteenBitDType = 'float16' | 'bfloat16';

interface RoundToAttributes {
  readonly to: SixteenBitDType;
}

const NAME = 'RoundTo';

/**
 * The nearest number that a 16-bit format has, ties to the even one, beyond the largest infinity; the dtype stays what it was.
 *
 * What a device with 16-bit products computes, on one that has none: a pair of casts around a product of float32.
 */
export const roundToOp: OpDefinition<RoundToAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs }) => {
    const { dtype, shape } = requireInput(NAME, inputs, 0);
    requireFloat(NAME, { dtype, shape });
    return [{ dtype, shape }];
  },
  gradient: NOT_DIFFERENTIABLE,
  cost: costPerOutputElement(0),
  toOnnx: ({ emitter, inputs, inputTypes, attributes: { to } }) => {
    const narrow = emitter.node('Cast', inputs, { to: int(ONNX_DATA_TYPE[to]) });
    return [emitter.node('Cast', [narrow], { to: int(ONNX_DATA_TYPE[inputTypes[0]?.dtype ?? 'float32']) })];
  },
  evaluate: ({ inputs, attributes: { to } }) => {
    const { dtype, shape, data } = inputs[0] as NdArray;
    return [ndArray(dtype, shape, readNumbers(to, storeNumbers(to, data)))];
  },
  examples: [
    {
      title: 'float16, with ties, subnormal and too large numbers',
      inputs: [{ dtype: 'float32', shape: [7], data: [1 / 3, -65519, 65520, 2 ** -25, 3e-8, 1 + 2 ** -11, 2049] }],
      attributes: { to: 'float16' },
    },
    {
      title: 'bfloat16',
      inputs: [{ dtype: 'float32', shape: [4], data: [1 / 3, -65519, 1 + 2 ** -8, 1e-38] }],
      attributes: { to: 'bfloat16' },
    },
  ],
};

/** `x` as a 16-bit format has it, in the dtype that it had. */
export function roundTo<const S extends Shape>(x: Value<'float32', S>, to: SixteenBitDType): Value<'float32', S> {
  return applyOp(roundToOp, [x], { to }) as Value as Value<'float32', S>;
}
