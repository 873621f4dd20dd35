/**
 * Quantization to uint8 with the range that a tensor turns out to have: ONNX's `DynamicQuantizeLinear`.
 *
 *     scale = (max(x, 0) - min(x, 0)) / 255        zeroPoint = round(-min(x, 0) / scale)
 *
 * so that 0, which padding and many activations are, is exact.
 */
import type { Shape } from '@bertsmith/tensor';
import { type NdArray, ndArray } from '../../interpreter/nd-array.js';
import { createNode } from '../../ir/node.js';
import { NOT_DIFFERENTIABLE, type OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import type { NoAttributes } from '../elementwise/binary-op.js';
import { costPerInputElement } from '../op-cost.js';
import { requireInput } from '../op-requirements.js';
import type { Quantized } from './quantized.js';
import { requireDType } from './quantized-dtype.js';
import { quantizeNumber } from './quantized-numbers.js';

const NAME = 'DynamicQuantizeLinear';

/** The largest uint8: steps of a range. */
const STEPS = 255;

export const dynamicQuantizeLinearOp: OpDefinition<NoAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs }) => {
    const x = requireInput(NAME, inputs, 0);
    requireDType(NAME, x, 'float32');
    return [
      { dtype: 'uint8', shape: x.shape },
      { dtype: 'float32', shape: [] },
      { dtype: 'uint8', shape: [] },
    ];
  },
  gradient: NOT_DIFFERENTIABLE,
  // A pass for the range, and one that divides, rounds and adds.
  cost: costPerInputElement(5),
  toOnnx: ({ emitter, inputs }) => emitter.nodeWithOutputs(NAME, inputs, 3),
  evaluate: ({ inputs }) => {
    const { shape, data } = inputs[0] as NdArray;
    const { scale, zeroPoint } = rangeOf(data);
    const steps = data.map((x) => quantizeNumber(x, scale, zeroPoint, 'uint8'));
    return [ndArray('uint8', shape, steps), ndArray('float32', [], [scale]), ndArray('uint8', [], [zeroPoint])];
  },
  examples: [
    { title: 'both signs', inputs: [{ dtype: 'float32', shape: [3, 4] }], attributes: {} },
    { title: 'zeros', inputs: [{ dtype: 'float32', shape: [2, 2], data: [0, 0, 0, 0] }], attributes: {} },
    { title: 'positive', inputs: [{ dtype: 'float32', shape: [3], data: [1, 2.5, 7] }], attributes: {} },
  ],
};

function rangeOf(data: Float64Array): { scale: number; zeroPoint: number } {
  const smallest = data.reduce((least, x) => Math.min(least, x), 0);
  const largest = data.reduce((most, x) => Math.max(most, x), 0);
  const scale = largest === smallest ? 1 : Math.fround(Math.fround(largest - smallest) / STEPS);
  return { scale, zeroPoint: quantizeNumber(-smallest, scale, 0, 'uint8') };
}

/** A tensor in steps of its own range: one size of a step for all of it. */
export function dynamicQuantizeLinear<const S extends Shape>(x: Value<'float32', S>): Quantized<S> {
  const [steps, scale, zeroPoint] = createNode(dynamicQuantizeLinearOp, [x], {}).outputs as readonly Value[];
  return { steps, scale, zeroPoint } as unknown as Quantized<S>;
}
