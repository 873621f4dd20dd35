/** 8-bit products in a step against SwitchBack in plain loops over float64. */
import {
  add,
  createGraph,
  gradients,
  input,
  interpret,
  matmul,
  multiply,
  ndArray,
  parameter,
  reduceSum,
  type Value,
  verifyGraph,
} from '@bertsmith/graph';
import { describe, expect, it } from 'vitest';
import { completeMixedPrecisionOptions } from '../mixed-precision-options.js';
import { rewriteForPolicy } from '../rewrite-for-policy.js';
import { copyNames } from './int8-weights.js';

const WEIGHT = 'encoder.layer.0.weight';
const [ROWS, INPUTS, OUTPUTS] = [6, 5, 4];
const numbers = (count: number, seed: number) =>
  Array.from({ length: count }, (_, index) => Math.fround(Math.sin(index * 1.7 + seed) * (1 + (index % 3))));

const x = numbers(ROWS * INPUTS, 1);
const w = numbers(OUTPUTS * INPUTS, 2);
const bias = numbers(OUTPUTS, 3);
const target = numbers(ROWS * OUTPUTS, 4);

/** `loss = sum(y * y * target)` of `y = (x * x0) W^T + bias`, where `x0` gets a gradient through the product. */
function stepGraph() {
  const left = multiply(
    input('x', 'float32', ['sequence', INPUTS]) as Value<'float32'>,
    parameter('x0', 'float32', [INPUTS]) as never,
  );
  const product = matmul(left as Value<'float32'>, parameter(WEIGHT, 'float32', [OUTPUTS, INPUTS]) as never, {
    transposeB: true,
  });
  const y: Value = add(product as Value<'float32'>, parameter('bias', 'float32', [OUTPUTS]) as never);
  const squares: Value = multiply(
    multiply(y as Value<'float32'>, y as never) as Value<'float32'>,
    input('target', 'float32', ['sequence', OUTPUTS]) as never,
  );
  return gradients(createGraph({ loss: reduceSum(squares) })).graph;
}

/** Numbers in 127 steps to the largest magnitude, on both sides of 0. */
function quantizeRow(row: readonly number[]): { readonly numbers: number[]; readonly scale: number } {
  const scale = Math.max(...row.map(Math.abs)) / 127;
  return { numbers: row.map((each) => Math.round(each / scale)), scale };
}

const rowsOf = (data: readonly number[], width: number) =>
  Array.from({ length: data.length / width }, (_, row) => data.slice(row * width, (row + 1) * width));
const dequantizedRows = (data: readonly number[], width: number) =>
  rowsOf(data, width).flatMap((row) => {
    const { numbers: quantized, scale } = quantizeRow(row);
    return quantized.map((each) => each * scale);
  });

/** In 255 steps from the smallest to the largest number, 0 among them. */
function dequantizedTensor(data: readonly number[]): number[] {
  const [low, high] = [Math.min(0, ...data), Math.max(0, ...data)];
  const scale = (high - low) / 255;
  const zero = Math.round(-low / scale);
  return data.map((each) => (Math.min(255, Math.max(0, Math.round(each / scale) + zero)) - zero) * scale);
}

/** SwitchBack: y and dx of quantized operands, dW of the float32 ones. */
function reference(activations: 'row' | 'tensor') {
  const left = activations === 'row' ? dequantizedRows(x, INPUTS) : dequantizedTensor(x);
  const weight = dequantizedRows(w, INPUTS);
  const y = product(left, weight, OUTPUTS, INPUTS).map((each, index) => each + (bias[index % OUTPUTS] as number));
  const dy = y.map((each, index) => 2 * each * (target[index] as number));
  // The scales of the weight's rows are in the gradient before it is quantized.
  const scales = rowsOf(w, INPUTS).map((row) => quantizeRow(row).scale);
  const scaled = dequantizedRows(
    dy.map((each, index) => each * (scales[index % OUTPUTS] as number)),
    OUTPUTS,
  );
  const wholes = rowsOf(w, INPUTS).flatMap((row) => quantizeRow(row).numbers);
  const dx = product(scaled, transposed(wholes, INPUTS), INPUTS, OUTPUTS);
  const dw = product(transposed(dy, OUTPUTS), transposed(x, INPUTS), INPUTS, ROWS);
  return { loss: y.reduce((sum, each, index) => sum + each * each * (target[index] as number), 0), dx, dw };
}

/** `a b^T`. */
function product(a: readonly number[], b: readonly number[], columns: number, inner: number): number[] {
  return rowsOf(a, inner).flatMap((row) =>
    Array.from({ length: columns }, (_, column) =>
      row.reduce((sum, each, at) => sum + each * (b[column * inner + at] as number), 0),
    ),
  );
}

function transposed(data: readonly number[], width: number): number[] {
  const rows = rowsOf(data, width);
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] as number)).flat();
}

function copiesOf() {
  const rows = rowsOf(w, INPUTS).map(quantizeRow);
  const plain = rows.flatMap(({ numbers: quantized }) => quantized);
  const names = copyNames(WEIGHT);
  return {
    [names.plain]: ndArray('int8', [OUTPUTS, INPUTS], plain),
    [names.transposed]: ndArray('int8', [INPUTS, OUTPUTS], transposed(plain, INPUTS)),
    [names.scales]: ndArray(
      'float32',
      [OUTPUTS],
      rows.map(({ scale }) => scale),
    ),
  };
}

/** Scales are rounded to float32 in one and not in the other. */
const CLOSE = 1e-5;

describe.each(['row', 'tensor'] as const)('a step with a scale for each %s of activations', (activations) => {
  const options = completeMixedPrecisionOptions({ policy: 'int8', activations });
  const { graph, copied } = rewriteForPolicy(stepGraph(), options);
  const feeds = {
    x: ndArray('float32', [ROWS, INPUTS], x),
    target: ndArray('float32', [ROWS, OUTPUTS], target),
    x0: ndArray('float32', [INPUTS], Array(INPUTS).fill(1)),
    bias: ndArray('float32', [OUTPUTS], bias),
    ...copiesOf(),
  };
  const outputs = interpret(graph, feeds);
  const expected = reference(activations);

  it('is a graph that holds together, and reads copies of the weight alone', () => {
    verifyGraph(graph);
    expect(copied).toEqual([WEIGHT]);
    expect(graph.parameters.has(WEIGHT)).toBe(false);
  });

  it('has the loss of quantized operands', () => {
    expect(outputs.get('loss')?.data[0]).toBeCloseTo(expected.loss, 3);
  });

  it('has gradients of weights from the operands as they are', () => {
    expect([...(outputs.get(`gradient:${WEIGHT}`)?.data ?? [])]).toEqual(expected.dw.map(closeTo));
  });

  it('has gradients of left operands from quantized gradients', () => {
    const ofColumns = Array.from({ length: INPUTS }, (_, column) =>
      rowsOf(expected.dx, INPUTS).reduce(
        (sum, row, index) => sum + (row[column] as number) * (x[index * INPUTS + column] as number),
        0,
      ),
    );
    expect([...(outputs.get('gradient:x0')?.data ?? [])]).toEqual(ofColumns.map(closeTo));
  });
});

function closeTo(number: number): unknown {
  return expect.closeTo(number, Math.floor(-Math.log10(CLOSE * Math.max(1, Math.abs(number)))) - 1);
}
