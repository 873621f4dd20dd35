import { formatShape, type Shape, ShapeError, sameShape } from '@bertsmith/tensor';
import { elementAt, fillNdArray, type NdArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { LowerContext, OpDefinition } from '../../ir/op-definition.js';
import type { Value, ValueType } from '../../ir/value.js';
import { float, int } from '../../onnx/onnx-emitter.js';
import { broadcastShapes } from '../broadcast.js';
import { requireInput, requireSameDType } from '../op-requirements.js';
import { sumTo } from '../reduce/sum-to.js';
import { type MatMulAttributes, matMulOp } from './matmul.js';
import { matMulGradient } from './matmul-gradient.js';

const NAME = 'Gemm';

/**
 * `alpha * op(A) x op(B) + c` for two matrices and a bias. The runtime adds the bias inside the product, where it costs
 * nothing; graphs are written with `matmul` and `add`, and a pass puts this op in their place.
 */
export const gemmOp: OpDefinition<MatMulAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs, attributes }) => {
    const types = matMulOp.inferTypes({ inputs: inputs.slice(0, 2), attributes });
    const product = types[0] as ValueType;
    const bias = requireInput(NAME, inputs, 2);
    requireSameDType(NAME, inputs);
    const fits =
      product.shape.length === 2 && sameShape(broadcastShapes(NAME, product.shape, bias.shape), product.shape);
    if (fits) return types;
    throw new ShapeError(
      `${NAME}: expected two matrices and a bias of their product's shape, got a product ${formatShape(product.shape)} and a bias ${formatShape(bias.shape)}`,
      { op: NAME, expected: product.shape, actual: bias.shape },
    );
  },
  gradient: ({ inputs, attributes, outputGradients, wanted }) => {
    const [a, b, bias] = inputs as [Value, Value, Value];
    const gradient = outputGradients[0] as Value;
    const rules = matMulGradient(a, b, gradient, attributes);
    return [
      wanted[0] ? rules.a() : undefined,
      wanted[1] ? rules.b() : undefined,
      wanted[2] ? sumTo(gradient, bias.shape) : undefined,
    ];
  },
  cost: (context) => matMulOp.cost(context),
  toOnnx: (context) => [emitGemm(context)],
  evaluate: (context) => {
    const [product] = matMulOp.evaluate({ ...context, inputs: context.inputs.slice(0, 2) }) as [NdArray];
    const bias = context.inputs[2] as NdArray;
    return [fillNdArray(product.dtype, product.shape, (at) => elementAt(product, at) + elementAt(bias, at))];
  },
  examples: [
    {
      title: 'transposed right, row bias',
      inputs: [
        { dtype: 'float32', shape: [2, 3] },
        { dtype: 'float32', shape: [4, 3] },
        { dtype: 'float32', shape: [4] },
      ],
      attributes: { transposeA: false, transposeB: true, alpha: 1 },
    },
  ],
};

function emitGemm(context: LowerContext<MatMulAttributes>): string {
  const { emitter, inputs, inputTypes, attributes } = context;
  const { transposeA, transposeB, alpha } = attributes;
  if (!isGemmExact(inputTypes[0] as ValueType, attributes)) {
    const [product] = matMulOp.toOnnx({ ...context, inputs: inputs.slice(0, 2) }) as [string];
    return emitter.node('Add', [product, inputs[2] as string]);
  }
  const flags = { transA: int(Number(transposeA)), transB: int(Number(transposeB)), alpha: float(alpha) };
  return emitter.node(NAME, inputs, flags);
}

/** Whether ONNX's `Gemm` has the factor as precisely as the dtype: its attribute is a float32, too coarse for most of float64. */
export function isGemmExact({ dtype }: ValueType, { alpha }: MatMulAttributes): boolean {
  return dtype !== 'float64' || Math.fround(alpha) === alpha;
}

/** `alpha * op(a) x op(b) + bias`; `bias` is broadcast. */
export function gemm(a: Value, b: Value, bias: Value, attributes: MatMulAttributes): Value<Value['dtype'], Shape> {
  return applyOp(gemmOp, [a, b, bias], attributes);
}
