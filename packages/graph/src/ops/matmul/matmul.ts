/**
 * Matrix products. Transposed operands and a factor are attributes of the product and not nodes of their own, because the
 * runtime does both without a pass over memory (`FusedMatMul`).
 */
import { type Dimension, type DType, formatShape, type Shape, ShapeError } from '@bertsmith/tensor';
import { elementAt, fillNdArray, type NdArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { CostContext, LowerContext, OpDefinition, OpExample } from '../../ir/op-definition.js';
import type { Value, ValueType } from '../../ir/value.js';
import { float, int, ints } from '../../onnx/onnx-emitter.js';
import type { SameDTypeCheck } from '../../typing/dtype-mismatch.js';
import type { MatMulResult, MatMulShape } from '../../typing/matmul-shape.js';
import type { FitCheck } from '../../typing/shape-mismatch.js';
import { broadcastShapes } from '../broadcast.js';
import { trafficBytes } from '../op-cost.js';
import { requireFloat, requireRank, requireSameDType } from '../op-requirements.js';
import { sumTo } from '../reduce/sum-to.js';
import { matMulGradient } from './matmul-gradient.js';

/** `alpha * op(A) x op(B)` over the last two axes, where `op` transposes when asked to. */
export interface MatMulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly alpha: number;
}

const NAME = 'MatMul';

export const matMulOp: OpDefinition<MatMulAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs, attributes }) => {
    const dtype = requireSameDType(NAME, inputs);
    const [a, b] = inputs as [ValueType, ValueType];
    requireFloat(NAME, a);
    return [{ dtype, shape: productShape(a, b, attributes) }];
  },
  gradient: ({ inputs, attributes, outputGradients, wanted }) => {
    const [a, b] = inputs as [Value, Value];
    const rules = matMulGradient(a, b, outputGradients[0] as Value, attributes);
    return [wanted[0] ? sumTo(rules.a(), a.shape) : undefined, wanted[1] ? sumTo(rules.b(), b.shape) : undefined];
  },
  cost: (context) => ({ flops: productFlops(context), bytes: trafficBytes(context) }),
  toOnnx: (context) => [emitProduct(context)],
  evaluate: ({ inputs, attributes, outputShapes }) => {
    const [a, b] = inputs as [NdArray, NdArray];
    return [evaluateProduct(a, b, attributes, outputShapes[0] ?? [])];
  },
  examples: [
    productExample('plain', [2, 3], [3, 4]),
    productExample('transposed left', [3, 2], [3, 4], { transposeA: true }),
    productExample('transposed right', [2, 3], [4, 3], { transposeB: true, alpha: 0.5 }),
    productExample('both transposed', [3, 2], [4, 3], { transposeA: true, transposeB: true }),
    productExample('batches', [2, 2, 2, 3], [2, 2, 3, 2]),
    productExample('batches times one matrix', [2, 2, 3], [3, 2]),
    productExample('batches times one transposed matrix', [2, 2, 3], [4, 3], { transposeB: true }),
    productExample('broadcast batches', [2, 1, 2, 3], [1, 2, 3, 2]),
  ],
};

/** How {@link matmul} is asked to transpose. */
export interface MatMulOptions<TransposeA extends boolean, TransposeB extends boolean> {
  readonly transposeA?: TransposeA;
  readonly transposeB?: TransposeB;
  /** A factor of the product. Default 1. */
  readonly alpha?: number;
}

/**
 * The matrix product over the last two axes; leading axes are batches, broadcast against each other.
 *
 * @example
 * const scores = matmul(query, key, { transposeB: true, alpha: 1 / Math.sqrt(headSize) });
 */
export function matmul<
  D extends DType,
  E extends DType,
  const A extends Shape,
  const B extends Shape,
  const TransposeA extends boolean = false,
  const TransposeB extends boolean = false,
>(
  a: Value<D, A>,
  b: Value<E, B> & FitCheck<MatMulShape<A, B, TransposeA, TransposeB>> & SameDTypeCheck<D, E>,
  options: MatMulOptions<TransposeA, TransposeB> = {},
): Value<D, MatMulResult<A, B, TransposeA, TransposeB>> {
  const { transposeA = false, transposeB = false, alpha = 1 } = options;
  const attributes = { transposeA, transposeB, alpha };
  return applyOp(matMulOp, [a, b], attributes) as Value<D, MatMulResult<A, B, TransposeA, TransposeB>>;
}

/** The last two axes, in the order in which the product reads them. */
function matrixOf(type: ValueType, transpose: boolean): readonly [Dimension, Dimension] {
  requireRank(NAME, type, 2);
  const [rows, columns] = type.shape.slice(-2) as [Dimension, Dimension];
  return transpose ? [columns, rows] : [rows, columns];
}

function productShape(a: ValueType, b: ValueType, { transposeA, transposeB }: MatMulAttributes): Shape {
  const [rows, inner] = matrixOf(a, transposeA);
  const [innerB, columns] = matrixOf(b, transposeB);
  if (inner !== innerB) {
    const transposed = transposeA || transposeB ? ` (transposeA ${transposeA}, transposeB ${transposeB})` : '';
    throw new ShapeError(
      `matmul: inner dimensions differ: ${formatShape(a.shape)} x ${formatShape(b.shape)}${transposed}`,
      { op: NAME, expected: inner, actual: innerB },
    );
  }
  return [...broadcastShapes('matmul: batches', a.shape.slice(0, -2), b.shape.slice(0, -2)), rows, columns];
}

function productFlops({ inputs, outputs, attributes }: CostContext<MatMulAttributes>): number {
  const elements = outputs[0]?.shape.reduce((product, size) => product * size, 1) ?? 0;
  const inner = inputs[0]?.shape.at(attributes.transposeA ? -2 : -1) ?? 0;
  return 2 * elements * inner;
}

function emitProduct({ emitter, inputs, inputTypes, attributes }: LowerContext<MatMulAttributes>): string {
  const { transposeA, transposeB, alpha } = attributes;
  if (!transposeA && !transposeB && alpha === 1) return emitter.node('MatMul', inputs);
  // With nothing to sum over, onnxruntime's FusedMatMul leaves batches unwritten.
  const [, inner] = matrixOf(inputTypes[0] as ValueType, transposeA);
  if (emitter.allows('com.microsoft') && inputTypes[0]?.dtype === 'float32' && inner !== 0) {
    const flags = { transA: int(Number(transposeA)), transB: int(Number(transposeB)), alpha: float(alpha) };
    return emitter.node('FusedMatMul', inputs, flags, 'com.microsoft');
  }
  const swap = (index: 0 | 1, flag: boolean) =>
    flag ? emitTransposed(emitter, inputs[index] as string, inputTypes[index] as ValueType) : (inputs[index] as string);
  const product = emitter.node('MatMul', [swap(0, transposeA), swap(1, transposeB)]);
  return alpha === 1
    ? product
    : emitter.node('Mul', [product, emitter.scalar(inputTypes[0]?.dtype ?? 'float32', alpha)]);
}

function emitTransposed(emitter: LowerContext<never>['emitter'], name: string, { shape }: ValueType): string {
  const axes = shape.map((_, axis) => axis);
  const permutation = [...axes.slice(0, -2), axes.length - 1, axes.length - 2];
  return emitter.node('Transpose', [name], { perm: ints(permutation) });
}

function evaluateProduct(a: NdArray, b: NdArray, attributes: MatMulAttributes, shape: readonly number[]): NdArray {
  const { transposeA, transposeB, alpha } = attributes;
  const innerSize = a.shape.at(transposeA ? -2 : -1) as number;
  return fillNdArray(a.dtype, shape, (at) => {
    const batch = at.slice(0, -2);
    const [row, column] = at.slice(-2) as [number, number];
    let sum = 0;
    for (let inner = 0; inner < innerSize; inner++) {
      const left = elementAt(a, [...batch, ...(transposeA ? [inner, row] : [row, inner])]);
      const right = elementAt(b, [...batch, ...(transposeB ? [column, inner] : [inner, column])]);
      sum += left * right;
    }
    return alpha * sum;
  });
}

function productExample(
  title: string,
  a: readonly number[],
  b: readonly number[],
  attributes: Partial<MatMulAttributes> = {},
): OpExample<MatMulAttributes> {
  return {
    title,
    inputs: [
      { dtype: 'float32', shape: a },
      { dtype: 'float32', shape: b },
    ],
    attributes: { transposeA: false, transposeB: false, alpha: 1, ...attributes },
  };
}
