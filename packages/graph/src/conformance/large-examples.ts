/** Examples that are large enough for a runtime to share them out among its threads. Too slow for the interpreter, mostly. */
import type { DType } from '@bertsmith/tensor';
import type { ExampleInput, OpExample } from '../ir/op-definition.js';

type Examples = readonly OpExample<object>[];

/** About half a million elements: every kernel that ever splits its work splits this. */
const ROWS = 2048;
const WIDTH = 256;
const MATRIX = floats(ROWS, WIDTH);

const UNARY = of({}, MATRIX);
const BINARY: Examples = [...of({}, MATRIX, MATRIX), ...of({}, MATRIX, floats(WIDTH)), ...of({}, MATRIX, floats())];
const POSITIVE = of({}, positive(ROWS, WIDTH));
const REDUCE: Examples = [[0], [1], [0, 1]].flatMap((axes) => of({ axes, keepDims: false }, MATRIX));

const SCALE_AND_ZERO = [scalarOf('float32', 0.02), scalarOf('uint8', 128)];

/**
 * For every op of the table that computes anything, by name.
 *
 * The rows that are added up are few, so that threads meet at each of them.
 */
export const LARGE_EXAMPLES: Readonly<Record<string, Examples>> = {
  Add: BINARY,
  Sub: BINARY,
  Mul: BINARY,
  Div: of({}, positive(ROWS, WIDTH), positive(WIDTH)),
  Equal: of({}, integers(5, ROWS, WIDTH), integers(3, WIDTH)),
  Less: BINARY,
  Where: of({}, { dtype: 'bool', shape: [ROWS, 1], data: counted(2, ROWS) }, MATRIX, floats(WIDTH)),
  Neg: UNARY,
  Exp: UNARY,
  Log: POSITIVE,
  Sqrt: POSITIVE,
  Tanh: UNARY,
  Erf: UNARY,
  Gelu: UNARY,
  GeluTanh: UNARY,
  Relu: UNARY,
  MatMul: [
    ...of({ transposeA: false, transposeB: false, alpha: 1 }, MATRIX, floats(WIDTH, WIDTH)),
    ...of({ transposeA: false, transposeB: true, alpha: 0.5 }, floats(8, 64, WIDTH), floats(8, 64, WIDTH)),
    ...of({ transposeA: true, transposeB: false, alpha: 1 }, MATRIX, MATRIX),
    // A column's sums, and a column.
    ...of({ transposeA: false, transposeB: false, alpha: 1 }, floats(1, ROWS), MATRIX),
    ...of({ transposeA: false, transposeB: false, alpha: 1 / WIDTH }, MATRIX, floats(WIDTH, 1)),
  ],
  Gemm: of({ transposeA: false, transposeB: true, alpha: 1 }, MATRIX, floats(WIDTH, WIDTH), floats(WIDTH)),
  QuantizeRows: of({}, MATRIX),
  QuantizedMatMul: [[], [ROWS, 1]].flatMap((scale) =>
    of(
      { alpha: 1 },
      { dtype: 'uint8', shape: [ROWS, WIDTH], data: counted(256, ROWS * WIDTH) },
      positive(...scale),
      { dtype: 'uint8', shape: [], data: [128] },
      { dtype: 'int8', shape: [WIDTH, WIDTH], data: counted(255, WIDTH * WIDTH).map((number) => number - 127) },
      positive(WIDTH),
      floats(WIDTH),
    ),
  ),
  RoundTo: of({ to: 'float16' }, MATRIX),
  ReduceSum: REDUCE,
  ReduceMean: REDUCE,
  ReduceMax: REDUCE,
  Softmax: UNARY,
  LogSoftmax: UNARY,
  LayerNormalization: of({ epsilon: 1e-5 }, MATRIX, floats(WIDTH), floats(WIDTH)),
  Gather: of({}, floats(300, WIDTH), integers(300, ROWS)),
  ScatterAddRows: [
    // Where threads lose each other's additions, most runs of these do, even on a busy machine.
    ...scattered(1, 500_000, 1),
    ...scattered(1, 2048, 512),
    ...scattered(2, 4096, 128),
    ...scattered(3000, 20_000, 16),
  ],
  OneHot: of({ depth: 100, dtype: 'float32' }, integers(120, ROWS)),
  Cast: of({ to: 'float64' }, MATRIX),
  Reshape: of({ shape: [WIDTH, ROWS] }, MATRIX),
  Expand: of({ shape: [ROWS, WIDTH] }, floats(1, WIDTH)),
  Transpose: of({ permutation: [1, 0, 2] }, floats(64, 128, 64)),
  Slice: of({ axis: 0, start: 3, end: ROWS - 5 }, MATRIX),
  Pad: of({ axis: 0, before: 3, total: ROWS + 9 }, MATRIX),
  Concat: of({ axis: 1 }, MATRIX, MATRIX),
  Split: of({ axis: 1, sizes: [WIDTH / 2, WIDTH / 4, WIDTH / 4] }, MATRIX),
  WaitFor: of({}, MATRIX, floats(WIDTH)),
  DropoutMask: of(
    { site: 3, keepProbability: 0.9, shape: [ROWS, WIDTH] },
    { dtype: 'uint32', shape: [2], data: [123456789, 4000000000] },
  ),
  QuantizeLinear: of({}, MATRIX, ...SCALE_AND_ZERO),
  DynamicQuantizeLinear: UNARY,
  DequantizeLinear: of({ axis: 0 }, bytes('uint8', ROWS, WIDTH), ...SCALE_AND_ZERO),
  BlockQuantizedMatMul: of(
    { bits: 4, blockSize: 32 },
    MATRIX,
    bytes('uint8', WIDTH, WIDTH / 32, 16),
    positive(WIDTH, WIDTH / 32),
  ),
};

function of(attributes: object, ...inputs: ExampleInput[]): Examples {
  return [{ title: inputs.map(({ shape }) => `[${shape}]`).join(' '), inputs, attributes }];
}

function floats(...shape: number[]): ExampleInput {
  return { dtype: 'float32', shape };
}

function positive(...shape: number[]): ExampleInput {
  return { dtype: 'float32', shape, data: counted(997, sizeOf(shape)).map((number) => (number + 1) / 512) };
}

function integers(below: number, ...shape: number[]): ExampleInput {
  return { dtype: 'int32', shape, data: counted(below, sizeOf(shape)) };
}

/** More updates than rows. They are small whole numbers, whose sums are exact in whatever order. */
function scattered(rows: number, updates: number, width: number): Examples {
  const elements = { dtype: 'float32', shape: [updates, width], data: counted(5, updates * width) } as const;
  return of({ shape: [rows, width] }, integers(rows, updates), elements);
}

function counted(below: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => (index * 7919) % below);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function scalarOf(dtype: DType, value: number): ExampleInput {
  return { dtype, shape: [], data: [value] };
}

function bytes(dtype: 'int8' | 'uint8', ...shape: number[]): ExampleInput {
  return { dtype, shape, data: counted(127, sizeOf(shape)) };
}
