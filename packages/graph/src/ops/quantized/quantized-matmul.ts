/**
 * A product of integers that gives floats, bias included:
 *
 *     y = (x - zeroPoint) W * (xScale * weightScale) + bias
 *
 * ONNX Runtime computes it in one pass (`MatMulIntegerToFloat`); the standard's ops, which take one for each sign of the formula, it fuses to the
 * same when it loads a file.
 */
import { type Dimension, type DType, formatShape, type Shape, ShapeError } from '@bertsmith/tensor';
import { elementAt, fillNdArray, type NdArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import {
  type CostContext,
  type EvaluateContext,
  type LowerContext,
  NOT_DIFFERENTIABLE,
  type OpDefinition,
} from '../../ir/op-definition.js';
import type { Value, ValueType } from '../../ir/value.js';
import { ONNX_DATA_TYPE } from '../../onnx/onnx-data-type.js';
import { int } from '../../onnx/onnx-emitter.js';
import type { NoAttributes } from '../elementwise/binary-op.js';
import { trafficBytes } from '../op-cost.js';
import { requireInput } from '../op-requirements.js';
import { requireDType } from './quantized-dtype.js';

const NAME = 'QuantizedMatMul';

/** Of x, the weights, their scales, the zero point of x, and the bias, which may be left out. */
const DTYPES: readonly DType[] = ['uint8', 'int8', 'float32', 'float32', 'uint8', 'float32'];

export const quantizedMatMulOp: OpDefinition<NoAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs }) => {
    const count = Math.max(DTYPES.length - 1, Math.min(inputs.length, DTYPES.length));
    for (const [index, dtype] of DTYPES.slice(0, count).entries()) {
      requireDType(NAME, requireInput(NAME, inputs, index), dtype);
    }
    return [{ dtype: 'float32', shape: productShape(inputs) }];
  },
  gradient: NOT_DIFFERENTIABLE,
  cost: productCost,
  toOnnx: (context) => [emit(context)],
  evaluate: evaluateProduct,
  examples: [quantizedExample('a scale for each column, and a bias', true), quantizedExample('no bias', false)],
};

function quantizedExample(title: string, hasBias: boolean): OpDefinition<NoAttributes>['examples'][number] {
  const inputs = [
    { dtype: 'uint8', shape: [2, 3], data: [0, 128, 255, 7, 130, 99] },
    { dtype: 'int8', shape: [3, 4], data: [1, -2, 3, 127, -127, 5, 6, 7, 0, 9, -10, 11] },
    { dtype: 'float32', shape: [], data: [0.0078125] },
    { dtype: 'float32', shape: [4], data: [0.5, 0.25, 0.125, 0.0625] },
    { dtype: 'uint8', shape: [], data: [128] },
    { dtype: 'float32', shape: [4] },
  ] as const;
  return { title, inputs: hasBias ? inputs : inputs.slice(0, -1), attributes: {} };
}

function productShape(types: readonly ValueType[]): Shape {
  const shapes = types.map(({ shape }) => shape);
  const [x, weight, xScale, weightScale, zeroPoint] = shapes as [Shape, Shape, Shape, Shape, Shape];
  const bias = shapes[5] ?? weightScale;
  const columns = weight[1] as Dimension;
  const isProduct = x.length === 2 && weight.length === 2 && x[1] === weight[0];
  const areScalars = xScale.length === 0 && zeroPoint.length === 0;
  const areRows = [weightScale, bias].every((shape) => shape.length === 1 && shape[0] === columns);
  if (isProduct && areScalars && areRows) return [x[0] as Dimension, columns];
  throw new ShapeError(
    `${NAME}: expected [rows, inputs] x [inputs, outputs], a scale and a zero point, and a scale and a bias for each output, got ${shapes.map(formatShape).join(', ')}`,
    { op: NAME, actual: shapes },
  );
}

function productCost(context: CostContext<NoAttributes>) {
  const [rows = 0, inner = 0] = context.inputs[0]?.shape ?? [];
  return { flops: 2 * rows * inner * (context.inputs[1]?.shape[1] ?? 0), bytes: trafficBytes(context) };
}

function emit({ emitter, inputs }: LowerContext<NoAttributes>): string {
  const [x = '', weight = '', xScale = '', weightScale = '', zeroPoint = '', bias] = inputs;
  if (emitter.allows('com.microsoft')) {
    const given = [x, weight, xScale, weightScale, zeroPoint, ...(bias === undefined ? [] : ['', bias])];
    return emitter.node('MatMulIntegerToFloat', given, {}, 'com.microsoft');
  }
  const sums = emitter.node('MatMulInteger', [x, weight, zeroPoint]);
  const floats = emitter.node('Cast', [sums], { to: int(ONNX_DATA_TYPE.float32) });
  const scaled = emitter.node('Mul', [floats, emitter.node('Mul', [xScale, weightScale])]);
  return bias === undefined ? scaled : emitter.node('Add', [scaled, bias]);
}

function evaluateProduct({ inputs, outputShapes }: EvaluateContext<NoAttributes>): readonly NdArray[] {
  const [x, weight, xScale, weightScale, zeroPoint] = inputs as [NdArray, NdArray, NdArray, NdArray, NdArray];
  const scale = xScale.data[0] as number;
  const offset = zeroPoint.data[0] as number;
  const inner = weight.shape[0] as number;
  return [
    fillNdArray('float32', outputShapes[0] ?? [], ([row, column]) => {
      const [at, to] = [row as number, column as number];
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += (elementAt(x, [at, k]) - offset) * elementAt(weight, [k, to]);
      return sum * scale * (weightScale.data[to] as number) + (inputs[5]?.data[to] ?? 0);
    }),
  ];
}

/** What {@link quantizedMatMul} multiplies. */
export interface QuantizedFactors {
  /** `[rows, inputs]`, with its scale and zero point, which are scalars. */
  readonly x: { readonly steps: Value<'uint8'>; readonly scale: Value<'float32'>; readonly zeroPoint: Value<'uint8'> };
  /** `[inputs, outputs]`, with a scale for each output; 0 is 0. */
  readonly weight: { readonly steps: Value<'int8'>; readonly scale: Value<'float32'> };
  /** `[outputs]`. Default: none is added. */
  readonly bias?: Value<'float32'> | undefined;
}

/** The product of a quantized matrix and quantized weights, in float32: `[rows, outputs]`. */
export function quantizedMatMul({ x, weight, bias }: QuantizedFactors): Value<'float32'> {
  const inputs = [x.steps, weight.steps, x.scale, weight.scale, x.zeroPoint, ...(bias === undefined ? [] : [bias])];
  return applyOp(quantizedMatMulOp, inputs, {}) as Value<'float32'>;
}
