/**
 * Products of 8-bit numbers. They are added up in 32 bits, so nothing is lost but what was lost when the operands were made: SwitchBack (Wortsman et al.
 * 2023, "Stable and low-precision training for large-scale vision-language models") trains with them.
 */
import { formatShape, type Shape, ShapeError, sameShape } from '@bertsmith/tensor';
import { elementAt, fillNdArray, type NdArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import { type LowerContext, NOT_DIFFERENTIABLE, type OpDefinition, type SizedType } from '../../ir/op-definition.js';
import { formatValueType, type Value, type ValueType } from '../../ir/value.js';
import { trafficBytes } from '../op-cost.js';
import { requireInput } from '../op-requirements.js';
import type { Quantized } from './quantized.js';
import { requireMatrix } from './quantized-dtype.js';

export interface QuantizedMatMulAttributes {
  /** A factor of the product. */
  readonly alpha: number;
}

const NAME = 'QuantizedMatMul';

/**
 * `alpha * scale * ((q - zero) x w) * wScale + bias`, float32, of uint8 `q` [rows, inner] and int8 `w` [inner, columns].
 *
 * Inputs: q, scale ([] or [rows, 1]), zero ([]), w, wScale ([] or [columns]), bias ([columns], may be left out).
 */
export const quantizedMatMulOp: OpDefinition<QuantizedMatMulAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs }) => [{ dtype: 'float32', shape: productShape(inputs) }],
  gradient: NOT_DIFFERENTIABLE,
  cost: (context) => {
    const [left, , , right] = context.inputs as [SizedType, SizedType, SizedType, SizedType];
    const [rows, inner] = left.shape as [number, number];
    return { flops: 2 * rows * inner * (right.shape[1] as number), bytes: trafficBytes(context) };
  },
  toOnnx: (context) => [emitProduct(context)],
  evaluate: ({ inputs, attributes, outputShapes }) => [evaluateProduct(inputs, attributes, outputShapes[0] ?? [])],
  examples: [
    example('of a tensor', [], [3]),
    example('of rows', [2, 1], []),
    example('of rows, with a bias', [2, 1], [3], [3]),
  ],
};

function productShape(inputs: readonly ValueType[]): Shape {
  const [rows, inner] = requireMatrix(NAME, inputs, 0, 'uint8');
  const [innerOfWeight, columns] = requireMatrix(NAME, inputs, 3, 'int8');
  if (inner !== innerOfWeight) {
    const shapes = [0, 3].map((index) => formatShape(requireInput(NAME, inputs, index).shape)).join(' x ');
    throw new ShapeError(`${NAME}: inner dimensions differ: ${shapes}`, { expected: inner, actual: innerOfWeight });
  }
  requireScale(inputs, 1, [rows, 1]);
  requireScale(inputs, 4, [columns]);
  if (inputs.length > 5) requireScale(inputs, 5, [columns]);
  return [rows, columns];
}

function requireScale(inputs: readonly ValueType[], index: number, shape: Shape): void {
  const input = requireInput(NAME, inputs, index);
  const fits = sameShape(input.shape, shape) || (input.shape.length === 0 && index < 5);
  if (input.dtype === 'float32' && fits) return;
  throw new ShapeError(`${NAME}: input ${index} is float32${formatShape(shape)}, got ${formatValueType(input)}`, {
    op: NAME,
    expected: shape,
    actual: input.shape,
  });
}

function emitProduct({
  emitter,
  inputs,
  inputTypes,
  attributes: { alpha },
}: LowerContext<QuantizedMatMulAttributes>): string {
  const [q, scale, zero, w, wScale, bias] = inputs as [string, string, string, string, string, string?];
  const ofRows = inputTypes[1]?.shape.length === 2;
  const factor = emitter.scalar('float32', alpha);
  const ownScale = ofRows ? factor : alpha === 1 ? scale : emitter.node('Mul', [scale, factor]);
  const inside = ofRows || bias === undefined ? [] : ['', bias];
  const product = emitter.allows('com.microsoft')
    ? emitter.node('MatMulIntegerToFloat', [q, w, ownScale, wScale, zero, ...inside], {}, 'com.microsoft')
    : emitPlain({ emitter, q, w, zero, scales: [ownScale, wScale], bias: inside[1] });
  if (!ofRows) return product;
  const scaled = emitter.node('Mul', [product, scale]);
  return bias === undefined ? scaled : emitter.node('Add', [scaled, bias]);
}

interface PlainProduct extends Pick<LowerContext<never>, 'emitter'> {
  readonly q: string;
  readonly w: string;
  readonly zero: string;
  readonly scales: readonly string[];
  readonly bias: string | undefined;
}

/** In ops of the standard. */
function emitPlain({ emitter, q, w, zero, scales, bias }: PlainProduct): string {
  const whole = emitter.node('MatMulInteger', [q, w, zero]);
  const floats = emitter.node('Cast', [whole], { to: { kind: 'int', value: 1 } });
  const scaled = scales.reduce((product, scale) => emitter.node('Mul', [product, scale]), floats);
  return bias === undefined ? scaled : emitter.node('Add', [scaled, bias]);
}

function evaluateProduct(
  inputs: readonly NdArray[],
  { alpha }: QuantizedMatMulAttributes,
  shape: readonly number[],
): NdArray {
  const [q, scale, zero, w, wScale, bias] = inputs as [NdArray, NdArray, NdArray, NdArray, NdArray, NdArray?];
  const inner = q.shape[1] as number;
  return fillNdArray('float32', shape, ([row, column]) => {
    let sum = 0;
    for (let at = 0; at < inner; at++) {
      sum += (elementAt(q, [row as number, at]) - (zero.data[0] as number)) * elementAt(w, [at, column as number]);
    }
    const scaled = alpha * elementAt(scale, [row as number, 0]) * sum * elementAt(wScale, [column as number]);
    return scaled + (bias === undefined ? 0 : elementAt(bias, [column as number]));
  });
}

function example(title: string, scale: number[], wScale: number[], bias?: number[]) {
  const positive = (shape: number[]) => ({
    dtype: 'float32' as const,
    shape,
    data: Array(shape.reduce((a, b) => a * b, 1)).fill(0.25),
  });
  return {
    title,
    inputs: [
      { dtype: 'uint8' as const, shape: [2, 2], data: [0, 255, 130, 7] },
      positive(scale),
      { dtype: 'uint8' as const, shape: [], data: [128] },
      { dtype: 'int8' as const, shape: [2, 3], data: [1, -127, 3, 127, 0, -4] },
      positive(wScale),
      ...(bias === undefined ? [] : [{ dtype: 'float32' as const, shape: bias }]),
    ],
    attributes: { alpha: 0.5 },
  };
}

/** What {@link quantizedMatMul} multiplies. */
export interface QuantizedFactors {
  /** `[rows, inner]`, with a scale for all of it or for each row. */
  readonly x: Quantized;
  /** int8 `[inner, columns]`, with a scale for all of it (`[]`) or for each column (`[columns]`); 0 is 0. */
  readonly weight: { readonly steps: Value; readonly scale: Value };
  /** float32 `[columns]`. Default: none is added. */
  readonly bias?: Value | undefined;
  /** A factor of the product, not of the bias. Default 1. */
  readonly alpha?: number;
}

/** The product of a quantized matrix and quantized weights, in float32: `[rows, columns]`. */
export function quantizedMatMul({ x, weight, bias, alpha = 1 }: QuantizedFactors): Value<'float32'> {
  const inputs = [x.steps, x.scale, x.zeroPoint, weight.steps, weight.scale, ...(bias === undefined ? [] : [bias])];
  return applyOp(quantizedMatMulOp, inputs, { alpha }) as Value<'float32'>;
}
