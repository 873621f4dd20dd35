/**
 * Quantization to uint8 with a scale for each row of a matrix: what lies far apart from row to row, as gradients of tokens do, keeps its digits.
 *
 *     scale = max(|row|) / 127        zeroPoint = 128
 *
 * Unsigned, since runtimes multiply unsigned by signed numbers in one instruction, and signed by signed ones in many.
 */
import type { Dimension } from '@bertsmith/tensor';
import { type NdArray, ndArray } from '../../interpreter/nd-array.js';
import { createNode } from '../../ir/node.js';
import { type LowerContext, NOT_DIFFERENTIABLE, type OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { int } from '../../onnx/onnx-emitter.js';
import type { NoAttributes } from '../elementwise/binary-op.js';
import { costPerInputElement } from '../op-cost.js';
import type { Quantized } from './quantized.js';
import { requireFloat32Matrix } from './quantized-dtype.js';
import { quantizeNumber } from './quantized-numbers.js';

const NAME = 'QuantizeRows';

/** What stands for 0; the steps are those from 1 to 255. */
const ZERO_POINT = 128;
const STEPS = 127;
/** A row of zeros has a scale all the same; far below what any gradient is, far above where float32 loses digits. */
const SMALLEST_MAGNITUDE = 1e-30;

export const quantizeRowsOp: OpDefinition<NoAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs }) => {
    const shape = requireFloat32Matrix(NAME, inputs, 0);
    return [
      { dtype: 'uint8', shape },
      { dtype: 'float32', shape: [shape[0], 1] },
      { dtype: 'uint8', shape: [] },
    ];
  },
  gradient: NOT_DIFFERENTIABLE,
  cost: costPerInputElement(4),
  toOnnx: emitRows,
  evaluate: ({ inputs }) => evaluateRows(inputs[0] as NdArray),
  examples: [
    {
      title: 'rows far apart',
      inputs: [{ dtype: 'float32', shape: [2, 3], data: [0.5, -2, 1.25, 0, 1e-3, 7e-4] }],
      attributes: {},
    },
    { title: 'a row of zeros', inputs: [{ dtype: 'float32', shape: [1, 2], data: [0, 0] }], attributes: {} },
  ],
};

function emitRows({ emitter, inputs, outputTypes }: LowerContext<NoAttributes>): string[] {
  const [x] = inputs as [string];
  const axes = emitter.constant('int64', [1], BigInt64Array.of(1n));
  const highest = emitter.node('ReduceMax', [x, axes], { keepdims: int(1) });
  const lowest = emitter.node('ReduceMin', [x, axes], { keepdims: int(1) });
  const floor = emitter.scalar('float32', SMALLEST_MAGNITUDE);
  const magnitude = emitter.node('Max', [highest, emitter.node('Neg', [lowest]), floor]);
  const scale = emitter.node('Div', [magnitude, emitter.scalar('float32', STEPS)]);
  const rows = emitter.sizes([outputTypes[0]?.shape[0] as Dimension]);
  const zeroPoint = emitter.scalar('uint8', ZERO_POINT);
  const scales = emitter.node('Reshape', [scale, rows]);
  const zeroPoints = emitter.node('Expand', [zeroPoint, rows]);
  return [emitter.node('QuantizeLinear', [x, scales, zeroPoints], { axis: int(0) }), scale, zeroPoint];
}

function evaluateRows({ shape, data }: NdArray): NdArray[] {
  const [rows, width] = shape as [number, number];
  const scales = ndArray('float32', [rows, 1]);
  const steps = ndArray('uint8', shape);
  for (let row = 0; row < rows; row++) {
    const elements = data.subarray(row * width, (row + 1) * width);
    const magnitude = elements.reduce((largest, each) => Math.max(largest, Math.abs(each)), SMALLEST_MAGNITUDE);
    const scale = Math.fround(magnitude / STEPS);
    scales.data[row] = scale;
    steps.data.set(
      elements.map((each) => quantizeNumber(each, scale, ZERO_POINT, 'uint8')),
      row * width,
    );
  }
  return [steps, scales, ndArray('uint8', [], [ZERO_POINT])];
}

/** A float32 matrix in steps, whose size each row has for itself. */
export function quantizeRows(x: Value): Quantized {
  const [steps, scale, zeroPoint] = createNode(quantizeRowsOp, [x], {}).outputs;
  return { steps, scale, zeroPoint } as Quantized;
}
