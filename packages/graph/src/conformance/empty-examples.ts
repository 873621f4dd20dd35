/** Examples in which something has no elements: a batch of 0, a piece of size 0, a sum over nothing. */
import type { DType } from '@bertsmith/tensor';
import type { ExampleInput, OpExample } from '../ir/op-definition.js';

type Examples = readonly OpExample<object>[];

const PLAIN = { transposeA: false, transposeB: false, alpha: 1 };
const UNARY: Examples = [...of({}, floats(0, 3)), ...of({}, floats(3, 0))];
const BINARY: Examples = [...of({}, floats(0, 3), floats(3)), ...of({}, floats(0, 3), floats(1, 1))];
const REDUCE: Examples = [[0], [1], [0, 1]].flatMap((axes) => [
  ...of({ axes, keepDims: true }, floats(0, 3)),
  ...of({ axes, keepDims: false }, floats(0, 3)),
]);

/** For every op of the table that takes anything, by name. */
export const EMPTY_EXAMPLES: Readonly<Record<string, Examples>> = {
  ...Object.fromEntries(['Add', 'Sub', 'Mul', 'Div', 'Equal', 'Less'].map((name) => [name, BINARY])),
  ...Object.fromEntries(['Neg', 'Exp', 'Log', 'Sqrt', 'Tanh', 'Erf'].map((name) => [name, UNARY])),
  ...Object.fromEntries(['Gelu', 'GeluTanh', 'Relu', 'Softmax', 'LogSoftmax'].map((name) => [name, UNARY])),
  ...Object.fromEntries(['ReduceSum', 'ReduceMean', 'ReduceMax'].map((name) => [name, REDUCE])),
  Where: of({}, { dtype: 'bool', shape: [0, 1], data: [] }, floats(0, 3), floats(3)),
  MatMul: [
    ...of(PLAIN, floats(0, 3), floats(3, 4)),
    ...of(PLAIN, floats(2, 0), floats(0, 4)),
    ...of(PLAIN, floats(2, 2, 2, 0), floats(2, 2, 0, 4)),
    ...of({ ...PLAIN, transposeB: true, alpha: 0.5 }, floats(0, 2, 3), floats(4, 3)),
    ...of({ ...PLAIN, transposeA: true }, floats(0, 3), floats(0, 4)),
    ...of({ ...PLAIN, transposeB: true, alpha: 0.5 }, floats(2, 2, 2, 0), floats(2, 2, 4, 0)),
  ],
  Gemm: [
    ...of(PLAIN, floats(0, 3), floats(3, 4), floats(4)),
    ...of({ ...PLAIN, transposeB: true, alpha: 0.5 }, floats(2, 0), floats(4, 0), floats(4)),
  ],
  QuantizeRows: of({}, floats(0, 3)),
  QuantizedMatMul: of(
    { alpha: 1 },
    ...(
      [
        ['uint8', 0, 3],
        ['float32', 0, 1],
      ] as const
    ).map(([dtype, ...shape]) => ({ dtype, shape, data: [] })),
    { dtype: 'uint8', shape: [], data: [128] },
    { dtype: 'int8', shape: [3, 2], data: [1, 2, 3, 4, 5, 6] },
    floats(2),
  ),
  RoundTo: of({ to: 'float16' }, floats(0, 3)),
  LayerNormalization: of({ epsilon: 1e-5 }, floats(0, 3), floats(3), floats(3)),
  Gather: [...of({}, floats(4, 3), integers([], 0, 2)), ...of({}, floats(4, 0), integers([1, 2], 2))],
  ScatterAddRows: [
    ...of({ shape: [4, 3] }, integers([], 0), floats(0, 3)),
    ...of({ shape: [4, 0] }, integers([1, 2], 2), floats(2, 0)),
    ...of({ shape: [0, 3] }, integers([], 0), floats(0, 3)),
  ],
  OneHot: [
    ...of({ depth: 4, dtype: 'float32' }, integers([], 0)),
    ...of({ depth: 0, dtype: 'float32' }, integers([1, 2], 2)),
  ],
  Cast: of({ to: 'int32' }, floats(0, 2)),
  Reshape: [...of({ shape: [3, 0] }, floats(0, 2)), ...of({ shape: [0] }, floats(2, 0))],
  Expand: [...of({ shape: [0, 3] }, floats(1, 3)), ...of({ shape: [2, 0, 3] }, floats(0, 3))],
  Transpose: of({ permutation: [1, 0] }, floats(0, 3)),
  Slice: [
    ...of({ axis: 0, start: 0, end: 0 }, floats(2, 3)),
    ...of({ axis: 0, start: 2, end: 2 }, floats(2, 3)),
    ...of({ axis: 1, start: 1, end: 2 }, floats(0, 3)),
  ],
  Pad: [
    ...of({ axis: 0, before: 1, total: 3 }, floats(0, 2)),
    ...of({ axis: 1, before: 1, total: 4 }, floats(0, 2)),
    ...of({ axis: 0, before: 0, total: 0 }, floats(0, 2)),
  ],
  Concat: [...of({ axis: 0 }, floats(0, 3), floats(2, 3)), ...of({ axis: 1 }, floats(0, 3), floats(0, 2))],
  Split: [
    ...of({ axis: 0, sizes: [0, 2] }, floats(2, 3)),
    ...of({ axis: 1, sizes: [1, 2] }, floats(0, 3)),
    ...of({ axis: 0, sizes: [0, 0] }, floats(0, 3)),
  ],
  WaitFor: [...of({}, floats(0, 3), floats(2)), ...of({}, floats(2, 3), floats(0)), ...of({}, floats(2, 0), floats(2))],
  DropoutMask: [[0, 3], [3, 0], [0]].flatMap((shape) =>
    of({ site: 1, keepProbability: 0.5, shape }, { dtype: 'uint32', shape: [2], data: [1, 2] }),
  ),
  QuantizeLinear: of({}, floats(0, 3), scalarOf('float32', 0.5), scalarOf('uint8', 3)),
  DynamicQuantizeLinear: of({}, floats(0, 3)),
  DequantizeLinear: of({ axis: 0 }, bytes('uint8', 0, 3), scalarOf('float32', 0.5), scalarOf('uint8', 3)),
  BlockQuantizedMatMul: of({ bits: 8, blockSize: 16 }, floats(0, 16), bytes('uint8', 2, 1, 16), floats(2, 1)),
};

function of(attributes: object, ...inputs: ExampleInput[]): Examples {
  const title = [...inputs.map(({ shape }) => `[${shape}]`), JSON.stringify(attributes)].join(' ');
  return [{ title, inputs, attributes }];
}

function floats(...shape: number[]): ExampleInput {
  return { dtype: 'float32', shape };
}

function integers(data: readonly number[], ...shape: number[]): ExampleInput {
  return { dtype: 'int32', shape, data };
}

function scalarOf(dtype: DType, value: number): ExampleInput {
  return { dtype, shape: [], data: [value] };
}

function bytes(dtype: 'int8' | 'uint8', ...shape: number[]): ExampleInput {
  const count = shape.reduce((product, size) => product * size, 1);
  return { dtype, shape, data: Array.from({ length: count }, (_, index) => index) };
}
