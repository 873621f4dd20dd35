/**
 * Numbers of floating point as 8-bit ones, with scales that are found while the graph runs. The numbers of a training step (activations, gradients) have
 * no range that is known before.
 */
import type { Dimension, Shape } from '@bertsmith/tensor';
import { type NdArray, ndArray } from '../../interpreter/nd-array.js';
import { createNode } from '../../ir/node.js';
import { type LowerContext, NOT_DIFFERENTIABLE, type OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { int } from '../../onnx/onnx-emitter.js';
import { costPerInputElement } from '../op-cost.js';
import { requireFloat32Matrix } from './quantized-types.js';

/** What shares a scale: all numbers, or those of a row. */
export type QuantizationGranularity = 'tensor' | 'row';

interface QuantizeAttributes {
  readonly granularity: QuantizationGranularity;
}

const NAME = 'QuantizeDynamically';

/** The zero of rows; their 8-bit numbers are those from 1 to 255. */
const ROW_ZERO = 128;
const ROW_STEPS = 127;
/** A row of zeros has a scale all the same; far below what any gradient is, far above where float32 loses digits. */
const SMALLEST_MAGNITUDE = 1e-30;

/**
 * `q = round(x / scale) + zero`, uint8, with ties to the even number.
 *
 * Of a row, `scale` is its largest magnitude / 127 and `zero` is 128. Of a tensor they are what ONNX's `DynamicQuantizeLinear` says: 0 and the smallest
 * and the largest number are in reach, in 255 steps. Unsigned, since runtimes multiply unsigned by signed numbers in one instruction, and signed by signed
 * ones in many.
 */
export const quantizeDynamicallyOp: OpDefinition<QuantizeAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs, attributes: { granularity } }) => {
    const shape = requireFloat32Matrix(NAME, inputs, 0);
    const scaleShape: Shape = granularity === 'row' ? [shape[0], 1] : [];
    return [
      { dtype: 'uint8', shape },
      { dtype: 'float32', shape: scaleShape },
      { dtype: 'uint8', shape: [] },
    ];
  },
  gradient: NOT_DIFFERENTIABLE,
  cost: costPerInputElement(4),
  toOnnx: (context) =>
    context.attributes.granularity === 'row'
      ? emitRows(context)
      : context.emitter.nodeWithOutputs('DynamicQuantizeLinear', context.inputs, 3),
  evaluate: ({ inputs, attributes: { granularity } }) => {
    const x = inputs[0] as NdArray;
    return granularity === 'row' ? evaluateRows(x) : evaluateTensor(x);
  },
  examples: [
    ...(['row', 'tensor'] as const).map((granularity) => ({
      title: `a ${granularity}`,
      inputs: [{ dtype: 'float32' as const, shape: [2, 3], data: [0.5, -2, 1.25, 0, 1e-3, 7e-4] }],
      attributes: { granularity },
    })),
    {
      title: 'rows of zeros',
      inputs: [{ dtype: 'float32', shape: [1, 2], data: [0, 0] }],
      attributes: { granularity: 'row' },
    },
  ],
};

function emitRows({ emitter, inputs, outputTypes }: LowerContext<QuantizeAttributes>): string[] {
  const [x] = inputs as [string];
  const axes = emitter.constant('int64', [1], BigInt64Array.of(1n));
  const highest = emitter.node('ReduceMax', [x, axes], { keepdims: int(1) });
  const lowest = emitter.node('ReduceMin', [x, axes], { keepdims: int(1) });
  const floor = emitter.scalar('float32', SMALLEST_MAGNITUDE);
  const magnitude = emitter.node('Max', [highest, emitter.node('Neg', [lowest]), floor]);
  const scale = emitter.node('Div', [magnitude, emitter.scalar('float32', ROW_STEPS)]);
  const rows = emitter.sizes([outputTypes[0]?.shape[0] as Dimension]);
  const zero = emitter.scalar('uint8', ROW_ZERO);
  const scales = emitter.node('Reshape', [scale, rows]);
  const zeros = emitter.node('Expand', [zero, rows]);
  return [emitter.node('QuantizeLinear', [x, scales, zeros], { axis: int(0) }), scale, zero];
}

function evaluateRows({ shape, data }: NdArray): NdArray[] {
  const [rows, width] = shape as [number, number];
  const scales = ndArray('float32', [rows, 1]);
  const quantized = ndArray('uint8', shape);
  for (let row = 0; row < rows; row++) {
    const elements = data.subarray(row * width, (row + 1) * width);
    const magnitude = elements.reduce((largest, each) => Math.max(largest, Math.abs(each)), SMALLEST_MAGNITUDE);
    const scale = Math.fround(magnitude / ROW_STEPS);
    scales.data[row] = scale;
    quantized.data.set(
      elements.map((each) => quantize(each, scale, ROW_ZERO)),
      row * width,
    );
  }
  return [quantized, scales, ndArray('uint8', [], [ROW_ZERO])];
}

function evaluateTensor({ shape, data }: NdArray): NdArray[] {
  const lowest = data.reduce((least, each) => Math.min(least, each), 0);
  const highest = data.reduce((most, each) => Math.max(most, each), 0);
  const scale = Math.fround((highest - lowest) / 255) || 1;
  const zero = Math.min(255, Math.max(0, roundToEven(-lowest / scale)));
  const quantized = data.map((each) => quantize(each, scale, zero));
  return [ndArray('uint8', shape, quantized), ndArray('float32', [], [scale]), ndArray('uint8', [], [zero])];
}

function quantize(number: number, scale: number, zero: number): number {
  return Math.min(255, Math.max(0, roundToEven(Math.fround(number / scale)) + zero));
}

/** The nearest whole number; of two that are as near, the even one. */
function roundToEven(number: number): number {
  const floor = Math.floor(number);
  const rest = number - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** What {@link quantizeDynamically} gives. */
export interface Quantized {
  /** uint8, of the matrix's shape. */
  readonly numbers: Value<'uint8'>;
  /** float32: `[rows, 1]`, or `[]` of a tensor. */
  readonly scale: Value<'float32'>;
  /** uint8 `[]`: what stands for 0. */
  readonly zero: Value<'uint8'>;
}

/** A float32 matrix as 8-bit numbers. */
export function quantizeDynamically(x: Value, granularity: QuantizationGranularity): Quantized {
  const [numbers, scale, zero] = createNode(quantizeDynamicallyOp, [x], { granularity }).outputs;
  return { numbers, scale, zero } as Quantized;
}
