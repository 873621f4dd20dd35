import { BertsmithError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { applyOp } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import { add } from './elementwise/add.js';
import { divide } from './elementwise/divide.js';
import { equal } from './elementwise/equal.js';
import { exponential } from './elementwise/exponential.js';
import { less } from './elementwise/less.js';
import { multiply } from './elementwise/multiply.js';
import { subtract } from './elementwise/subtract.js';
import { where } from './elementwise/where.js';
import { gather } from './gather/gather.js';
import { oneHot } from './gather/one-hot.js';
import { scatterAddRows } from './gather/scatter-add-rows.js';
import { broadcastTo } from './layout/broadcast-to.js';
import { concat } from './layout/concat.js';
import { pad } from './layout/pad.js';
import { reshape } from './layout/reshape.js';
import { slice } from './layout/slice.js';
import { split } from './layout/split.js';
import { transpose } from './layout/transpose.js';
import { gemm } from './matmul/gemm.js';
import { matmul } from './matmul/matmul.js';
import { layerNormalization } from './normalization/layer-normalization.js';
import { logSoftmax } from './normalization/log-softmax.js';
import { softmax } from './normalization/softmax.js';
import { blockQuantizedMatMul } from './quantized/block-quantized-matmul.js';
import { dequantizeLinear } from './quantized/dequantize-linear.js';
import { dynamicQuantizeLinear } from './quantized/dynamic-quantize-linear.js';
import { quantizeLinear } from './quantized/quantize-linear.js';
import { quantizeRows } from './quantized/quantize-rows.js';
import { quantizedMatMul } from './quantized/quantized-matmul.js';
import { roundTo } from './quantized/round-to.js';
import { dropoutMask } from './random/dropout-mask.js';
import { reduceMax } from './reduce/reduce-max.js';
import { reduceMean } from './reduce/reduce-mean.js';
import { reduceSum, reduceSumOp } from './reduce/reduce-sum.js';
import { iota } from './source/iota.js';
import { constant, input, parameter } from './source/source-op.js';
import { OP_TABLE } from './table.js';

// Declared as plain values, as they are where types were erased.
const matrix: Value = input('matrix', 'float32', ['batch', 4]);
const wide: Value = input('wide', 'float32', [2, 5]);
const scalar: Value = input('scalar', 'float32', []);
const integers: Value = input('integers', 'int32', [3]);
const eightBits = dynamicQuantizeLinear(input('x', 'float32', [2, 3]));
const key: Value = input('key', 'uint32', [2]);
const byte = input('byte', 'uint8', []);
const bytes = input('bytes', 'uint8', [2, 5]);
const plain = { transposeA: false, transposeB: false, alpha: 1 };

/** For each op, what it refuses and what it says. */
const REFUSALS: Record<string, readonly (readonly [() => unknown, string])[]> = {
  Add: [[() => add(matrix, wide), 'Add: shapes do not fit: [batch, 4] and [2, 5]']],
  Sub: [[() => subtract(matrix, wide), 'Sub: shapes do not fit: [batch, 4] and [2, 5]']],
  Mul: [[() => multiply(matrix, wide), 'Mul: shapes do not fit: [batch, 4] and [2, 5]']],
  Div: [
    [() => divide(matrix, wide), 'Div: shapes do not fit: [batch, 4] and [2, 5]'],
    [
      () => divide(matrix, integers),
      'Div: the inputs have different dtypes: float32[batch, 4] and int32[3]; cast one first',
    ],
  ],
  Equal: [[() => equal(matrix, wide), 'Equal: shapes do not fit: [batch, 4] and [2, 5]']],
  Less: [[() => less(matrix, wide), 'Less: shapes do not fit: [batch, 4] and [2, 5]']],
  Where: [
    [() => where(matrix, matrix, matrix), 'Where: the condition is bool, got float32[batch, 4]'],
    [() => where(equal(matrix, matrix), matrix, wide), 'Where: shapes do not fit: [batch, 4] and [2, 5]'],
  ],
  Exp: [[() => exponential(integers), 'Exp: expected a floating-point input, got int32[3]; cast it first']],
  MatMul: [
    [() => matmul(matrix, wide), 'matmul: inner dimensions differ: [batch, 4] x [2, 5]'],
    [() => matmul(matrix, scalar), 'MatMul: expected 2 dimensions or more, got []'],
    [() => matmul(integers, integers), 'MatMul: expected a floating-point input, got int32[3]; cast it first'],
  ],
  Gemm: [
    [
      () => gemm(matrix, transpose(matrix, [1, 0]), input('bias', 'float32', [5]), plain),
      'Gemm: shapes do not fit: [batch, batch] and [5]',
    ],
    [
      () => gemm(input('a', 'float32', [3, 4]), input('b', 'float32', [4, 1]), input('bias', 'float32', [5]), plain),
      "Gemm: expected two matrices and a bias of their product's shape, got a product [3, 1] and a bias [5]",
    ],
  ],
  ReduceSum: [
    [() => reduceSum(matrix, { axes: [2] }), 'ReduceSum: axis 2 does not exist in a tensor of 2 dimensions'],
    [() => reduceSum(matrix, { axes: [0, -2] }), 'ReduceSum: expected different axes of [batch, 4], got [0, 0]'],
    [
      () => applyOp(reduceSumOp, [matrix], { axes: [], keepDims: false }),
      'ReduceSum: expected different axes of [batch, 4], got []',
    ],
  ],
  ReduceMean: [
    [() => reduceMean(matrix, { axes: [-3] }), 'ReduceMean: axis -3 does not exist in a tensor of 2 dimensions'],
  ],
  ReduceMax: [[() => reduceMax(scalar, { axes: [0] }), 'ReduceMax: axis 0 does not exist in a tensor of 0 dimensions']],
  Softmax: [
    [() => softmax(scalar), 'Softmax: expected 1 dimensions or more, got []'],
    [() => softmax(integers), 'Softmax: expected a floating-point input, got int32[3]; cast it first'],
  ],
  LogSoftmax: [[() => logSoftmax(scalar), 'LogSoftmax: expected 1 dimensions or more, got []']],
  LayerNormalization: [
    [
      () => layerNormalization(matrix, wide, wide, { epsilon: 1e-12 }),
      'layerNormalization: weight and bias have the shape of the last axis of [batch, 4], got [2, 5]',
    ],
    [
      () => layerNormalization(scalar, scalar, scalar, { epsilon: 1e-12 }),
      'LayerNormalization: expected 1 dimensions or more, got []',
    ],
  ],
  Gather: [
    [() => gather(scalar, integers), 'Gather: expected 1 dimensions or more, got []'],
    [() => gather(matrix, wide), 'Gather: indices are int32 or int64, got float32[2, 5]'],
  ],
  ScatterAddRows: [
    [() => scatterAddRows(integers, wide, [7, 5]), 'ScatterAddRows: expected updates [3, 5], got [2, 5]'],
    [() => scatterAddRows(wide, wide, [7, 5]), 'ScatterAddRows: indices are int32 or int64, got float32[2, 5]'],
  ],
  OneHot: [
    [() => oneHot(wide, 4, 'float32'), 'OneHot: indices are int32 or int64, got float32[2, 5]'],
    [() => oneHot(integers, -4, 'float32'), 'OneHot: -4 in [3, -4] is no size: sizes are whole numbers from 0'],
  ],
  Reshape: [
    [() => reshape(wide, [5, 3]), 'reshape: [2, 5] has 10 elements, [5, 3] has 15'],
    [() => reshape(matrix, [8]), 'reshape: [batch, 4] has 4*batch elements, [8] has 8'],
    [() => reshape(matrix, ['batch*4']), "Reshape: dimension 'batch*4' in [batch*4] is written '4*batch'"],
  ],
  Expand: [
    [() => broadcastTo(wide, [3, 2, 4]), 'broadcastTo: shapes do not fit: [2, 5] and [3, 2, 4]'],
    [() => broadcastTo(wide, [1, 5]), 'broadcastTo: [2, 5] does not broadcast to [1, 5]'],
  ],
  Transpose: [[() => transpose(wide, [0, 0]), 'transpose: [0, 0] is no permutation of the axes of [2, 5]']],
  Slice: [
    [() => slice(wide, { axis: 1, start: 3, end: 6 }), 'slice: 3 to 6 is not within axis 1 of [2, 5]'],
    [() => slice(wide, { axis: 1, start: 3, end: 2 }), 'slice: 3 to 2 is not within axis 1 of [2, 5]'],
  ],
  Pad: [
    [() => pad(wide, { axis: 1, before: 3, total: 7 }), 'pad: axis 1 of [2, 5] does not fit into 7 after 3'],
    [
      () => pad(matrix, { axis: 0, before: 0, total: 7 }),
      'pad: axis 0 of [batch, 4] does not fit into 7 after 0: its size is not known',
    ],
  ],
  Concat: [
    [() => concat([wide, matrix], 0), 'concat: [batch, 4] cannot be joined to [2, 5] along axis 0: '],
    [() => concat([wide, input('w', 'float32', [2, 6])], 0), 'concat: [2, 6] cannot be joined to [2, 5] along axis 0'],
    [() => concat([], 0), 'Concat: axis 0 does not exist in a tensor of 0 dimensions'],
  ],
  Split: [
    [() => split(wide, { axis: 1, sizes: [2, 2] }), 'split: axis 1 of [2, 5] does not have 4 positions'],
    [() => split(matrix, { axis: 0, sizes: [2] }), 'split: axis 0 of [batch, 4] does not have 2 positions'],
  ],
  DropoutMask: [
    [
      () => dropoutMask(integers, { site: 0, keepProbability: 0.9, shape: [4] }),
      'dropoutMask: the key is uint32[2], got int32[3]',
    ],
    [
      () => dropoutMask(key, { site: 0, keepProbability: 0, shape: [4] }),
      'dropoutMask: keepProbability is above 0 and at most 1, got 0',
    ],
    [
      () => dropoutMask(key, { site: 0, keepProbability: 0.9, shape: [] }),
      'dropoutMask: expected a shape of 1 dimension or more, got []',
    ],
  ],
  QuantizeLinear: [
    [
      () => quantizeLinear(wide as never, wide as never, byte),
      'QuantizeLinear: scale and zero point are scalars, got [2, 5]',
    ],
    [
      () => quantizeLinear(wide as never, scalar as never, input('zero', 'int32', []) as never),
      'QuantizeLinear: expected int8 or uint8, got int32[]; quantize it first',
    ],
  ],
  DynamicQuantizeLinear: [
    [
      () => dynamicQuantizeLinear(integers as never),
      'DynamicQuantizeLinear: expected float32, got int32[3]; cast it first',
    ],
  ],
  DequantizeLinear: [
    [
      () => dequantizeLinear(bytes, input('scales', 'float32', [4]), byte, { axis: 1 }),
      'DequantizeLinear: expected one scale and zero point, or as many as axis 1 of [2, 5], got [4]',
    ],
  ],
  BlockQuantizedMatMul: [
    [
      () =>
        blockQuantizedMatMul(wide as never, input('w', 'uint8', [3, 2, 16]), input('s', 'float32', [3, 2]), {
          bits: 8,
          blockSize: 16,
        }),
      'BlockQuantizedMatMul: expected steps [outputs, 1, 16] and scales [outputs, 1] for [2, 5], got [3, 2, 16] and [3, 2]',
    ],
  ],
  Input: [
    [() => input('x', 'float32', [2.5]), 'Input: 2.5 in [2.5] is no size: sizes are whole numbers from 0'],
    [() => input('x', 'float32', ['4']), "Input: dimension '4' in [4] is written as the number 4"],
    [() => input('x', 'float32', ['']), "Input: dimension '' in [] has an empty name"],
    [
      () => input('x', 'float32', ['sequence*batch']),
      "Input: dimension 'sequence*batch' in [sequence*batch] is written 'batch*sequence'",
    ],
  ],
  Parameter: [
    [() => parameter('w', 'float32', [-1]), 'Parameter: -1 in [-1] is no size: sizes are whole numbers from 0'],
  ],
  QuantizeRows: [
    [
      () => quantizeRows(input('x', 'float16', [2, 3])),
      'QuantizeRows: input 0 is a matrix of float32, got float16[2, 3]',
    ],
    [
      () => quantizeRows(input('x', 'float32', [2, 3, 4])),
      'QuantizeRows: input 0 is a matrix of float32, got float32[2, 3, 4]',
    ],
  ],
  QuantizedMatMul: [
    [
      () => quantizedMatMul({ x: eightBits, weight: { steps: input('w', 'int8', [4, 5]), scale: scalar } }),
      'QuantizedMatMul: inner dimensions differ: [2, 3] x [4, 5]',
    ],
    [
      () =>
        quantizedMatMul({
          x: eightBits,
          weight: { steps: input('w', 'int8', [3, 5]), scale: input('s', 'float32', [4]) },
        }),
      'QuantizedMatMul: input 4 is float32[5], got float32[4]',
    ],
  ],
  RoundTo: [
    [
      () => roundTo(input('x', 'int32', [2]) as never, 'float16'),
      'RoundTo: expected a floating-point input, got int32[2]; cast it first',
    ],
  ],
  Constant: [
    [() => constant('float32', [3], Float32Array.of(1, 2)), 'a tensor of shape [3] has 3 elements, the data 2'],
  ],
  Iota: [[() => iota('batch*', 'int32'), "Iota: dimension 'batch*' in [batch*] has an empty name"]],
};

/** Ops that take every shape, or whose rule is another's. */
const EXCEPTIONS: Record<string, string> = {
  Cast: 'takes every dtype and shape',
  WaitFor: 'takes every dtype and shape',
  DimensionSize: 'has no input; a name without a size is found when the graph is lowered or run',
  ...Object.fromEntries(
    ['Neg', 'Log', 'Sqrt', 'Tanh', 'Erf', 'Gelu', 'GeluTanh', 'Relu'].map((name) => [name, 'has the rule of Exp']),
  ),
};

describe('shapes that do not fit are refused', () => {
  it('by every op, or there is a reason', () => {
    const covered = [...Object.keys(REFUSALS), ...Object.keys(EXCEPTIONS)];
    expect(covered.sort()).toEqual(OP_TABLE.map((op) => op.name).sort());
  });

  for (const [name, refusals] of Object.entries(REFUSALS)) {
    for (const [attempt, message] of refusals) {
      it(`${name}: ${message}`, () => {
        const error = thrownBy(attempt);
        expect(BertsmithError.isInstance(error)).toBe(true);
        expect((error as Error).message).toContain(message);
      });
    }
  }
});

function thrownBy(attempt: () => unknown): unknown {
  try {
    attempt();
  } catch (error) {
    return error;
  }
  return undefined;
}
