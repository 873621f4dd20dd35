/**
 * A product with weights of 4 or 8 bits in blocks, each block of a row's inputs with a scale of its own: ONNX Runtime's `MatMulNBits`.
 *
 *     w = (step - 2^(bits - 1)) * scale of its block        y = x w^T
 *
 * Weights alone are quantized, activations stay floats. Two steps of 4 bits share a byte, the first in its lower half; a last block that is not full
 * goes on with steps that stand for 0.
 */
import { type Dimension, formatShape, type Shape, ShapeError } from '@bertsmith/tensor';
import { elementAt, fillNdArray, type NdArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import { NOT_DIFFERENTIABLE, type OpDefinition } from '../../ir/op-definition.js';
import type { Value, ValueType } from '../../ir/value.js';
import { int } from '../../onnx/onnx-emitter.js';
import { trafficBytes } from '../op-cost.js';
import { requireInput, requireRank } from '../op-requirements.js';
import { emitUnpackedProduct } from './block-quantized-lowering.js';
import { requireDType } from './quantized-dtype.js';

/** How steps lie in bytes. */
export interface BlockAttributes {
  readonly bits: 4 | 8;
  /** Weights that share a scale: a power of two from 16. */
  readonly blockSize: number;
}

const NAME = 'BlockQuantizedMatMul';

/** `MatMulNBits`' word for activations that may be rounded to int8 inside the product, or not: float32 here, so that weights alone are quantized. */
const FLOAT32_ACCURACY = 1;

export const blockQuantizedMatMulOp: OpDefinition<BlockAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs, attributes }) => {
    const [x, steps, scales] = [0, 1, 2].map((index) => requireInput(NAME, inputs, index)) as ThreeTypes;
    requireDType(NAME, x, 'float32');
    requireDType(NAME, steps, 'uint8');
    requireDType(NAME, scales, 'float32');
    requireRank(NAME, x, 2);
    requireBlocks([x, steps, scales], attributes);
    return [{ dtype: 'float32', shape: [...x.shape.slice(0, -1), steps.shape[0] as Dimension] }];
  },
  gradient: NOT_DIFFERENTIABLE,
  cost: (context) => {
    const elements = context.outputs[0]?.shape.reduce((product, size) => product * size, 1) ?? 0;
    return { flops: 2 * elements * (context.inputs[0]?.shape.at(-1) ?? 0), bytes: trafficBytes(context) };
  },
  toOnnx: (context) => {
    const { emitter, inputs, inputTypes, attributes } = context;
    if (!emitter.allows('com.microsoft')) return [emitUnpackedProduct(context)];
    const flags = {
      K: int(inputTypes[0]?.shape.at(-1) as number),
      N: int(inputTypes[1]?.shape[0] as number),
      bits: int(attributes.bits),
      block_size: int(attributes.blockSize),
      accuracy_level: int(FLOAT32_ACCURACY),
    };
    return [emitter.node('MatMulNBits', inputs, flags, 'com.microsoft')];
  },
  evaluate: ({ inputs, attributes, outputShapes }) => {
    const [x, steps, scales] = inputs as [NdArray, NdArray, NdArray];
    const inner = x.shape.at(-1) as number;
    return [
      fillNdArray('float32', outputShapes[0] ?? [], (at) => {
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          sum += elementAt(x, [...at.slice(0, -1), k]) * weightAt(steps, scales, [at.at(-1) as number, k], attributes);
        }
        return sum;
      }),
    ];
  },
  examples: ([4, 8] as const).map((bits) => ({
    title: `${bits} bits, a block that is not full`,
    inputs: [
      { dtype: 'float32', shape: [3, 24] },
      {
        dtype: 'uint8',
        shape: [2, 2, 2 * bits],
        data: Array.from({ length: 8 * bits }, (_, index) => (index * 37) % 256),
      },
      { dtype: 'float32', shape: [2, 2], data: [0.5, 0.25, 0.125, 1] },
    ],
    attributes: { bits, blockSize: 16 },
  })),
};

type ThreeTypes = [ValueType, ValueType, ValueType];

function requireBlocks([x, steps, scales]: ThreeTypes, { bits, blockSize }: BlockAttributes): void {
  const inner = x.shape.at(-1);
  const blocks = typeof inner === 'number' ? Math.ceil(inner / blockSize) : undefined;
  const [outputs] = steps.shape;
  const expected = [outputs, blocks, (blockSize * bits) / 8];
  if (blocks !== undefined && sameSizes(steps.shape, expected) && sameSizes(scales.shape, [outputs, blocks])) return;
  throw new ShapeError(
    `${NAME}: expected steps ${formatShape(['outputs', blocks ?? 'blocks', (blockSize * bits) / 8])} and scales [outputs, ${blocks}] for ${formatShape(x.shape)}, got ${formatShape(steps.shape)} and ${formatShape(scales.shape)}`,
    { op: NAME, expected, actual: steps.shape },
  );
}

function sameSizes(shape: Shape, expected: readonly unknown[]): boolean {
  return shape.length === expected.length && shape.every((size, axis) => size === expected[axis]);
}

function weightAt(
  steps: NdArray,
  scales: NdArray,
  [row, column]: readonly [number, number],
  { bits, blockSize }: BlockAttributes,
): number {
  const [block, place] = [Math.floor(column / blockSize), column % blockSize];
  const byte = elementAt(steps, [row, block, bits === 8 ? place : place >> 1]);
  const step = bits === 8 ? byte : (byte >> (4 * (place % 2))) & 15;
  return (step - 2 ** (bits - 1)) * elementAt(scales, [row, block]);
}

/**
 * `x w^T` with weights in blocks; `[..., outputs]`.
 *
 * @param steps uint8 `[outputs, blocks, blockSize * bits / 8]`
 * @param scales `[outputs, blocks]`
 */
export function blockQuantizedMatMul(
  x: Value<'float32'>,
  steps: Value<'uint8'>,
  scales: Value<'float32'>,
  attributes: BlockAttributes,
): Value<'float32'> {
  return applyOp(blockQuantizedMatMulOp, [x, steps, scales], attributes) as Value<'float32'>;
}
