import { ConfigError, ShapeError, SharedHeap } from '@bertsmith/tensor';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { FlatKernels } from './flat-kernels.js';
import { type QuantizedMatrix, quantizeMatrices } from './quantize-matrices.js';

const heap = new SharedHeap();
const kernels = new FlatKernels(heap, { threads: 2 });
afterAll(() => kernels.dispose());

function matrixOf(rows: number, columns: number, element: (index: number) => number): QuantizedMatrix {
  const size = rows * columns;
  const [numbers, transposed] = [heap.allocate('int8', size), heap.allocate('int8', size)];
  const values = heap.allocate('float32', size);
  values.set(values.map((_, index) => element(index)));
  return { values, rows, columns, numbers, transposed, scales: heap.allocate('float32', rows) };
}

/** In plain loops. */
function expectedNumbers({ values, rows, columns }: QuantizedMatrix): { numbers: number[]; scales: number[] } {
  const scales: number[] = [];
  const numbers: number[] = [];
  for (let row = 0; row < rows; row++) {
    const elements = [...values.subarray(row * columns, (row + 1) * columns)];
    const largest = Math.max(...elements.map(Math.abs), 0);
    scales.push(Math.fround(largest / 127));
    const factor = largest === 0 ? 0 : Math.fround(127 / largest);
    numbers.push(...elements.map((each) => roundToEven(Math.fround(each * factor))));
  }
  return { numbers, scales };
}

function roundToEven(number: number): number {
  const nearest = Math.round(number);
  return (nearest - number === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest) + 0;
}

function expectQuantized(matrix: QuantizedMatrix): void {
  const { rows, columns, transposed } = matrix;
  const { numbers, scales } = expectedNumbers(matrix);
  expect([...matrix.numbers]).toEqual(numbers);
  expect([...matrix.scales]).toEqual(scales);
  for (let index = 0; index < rows * columns; index++) {
    const [row, column] = [Math.floor(index / columns), index % columns];
    if (transposed[column * rows + row] !== numbers[index]) expect.fail(`transposed [${column}, ${row}]`);
  }
}

it('gives each row its scale, and the same numbers transposed, of any size', async () => {
  const check = async (rows: number, columns: number, seed: number) => {
    const matrix = matrixOf(rows, columns, (index) => Math.sin((index + 1) * (seed + 1)) * 10 ** ((index % 5) - 3));
    await quantizeMatrices([matrix], kernels);
    expectQuantized(matrix);
  };
  const sizes = [fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 70 }), fc.nat(1000)] as const;
  await fc.assert(fc.asyncProperty(...sizes, check), { seed: 1, numRuns: 100 });
});

it('rounds ties to the even number, and keeps rows of zeros', async () => {
  const matrix = matrixOf(2, 5, (index) => [127, 0.5, 1.5, -0.5, -2.5][index] ?? 0);
  await quantizeMatrices([matrix], kernels);
  expect([...matrix.numbers]).toEqual([127, 0, 2, 0, -2, 0, 0, 0, 0, 0]);
  expect([...matrix.scales]).toEqual([1, 0]);
});

it('takes several matrices, and goes on over pieces of work', async () => {
  const matrices = [matrixOf(300, 384, Math.sin), matrixOf(7, 33, Math.cos)];
  await quantizeMatrices(matrices, kernels);
  for (const matrix of matrices) expectQuantized(matrix);
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('does not hide %s', async (element) => {
  const matrix = matrixOf(1, 21, (index) => (index === 17 ? element : 1));
  await quantizeMatrices([matrix], kernels);
  expect(Number.isFinite(matrix.scales[0])).toBe(false);
});

it('refuses arrays of another size, and of other memory', async () => {
  const matrix = matrixOf(2, 3, () => 1);
  const short = quantizeMatrices([{ ...matrix, rows: 3 }], kernels);
  await expect(short).rejects.toThrow(ShapeError);
  await expect(short).rejects.toThrow('a matrix of 3 x 3 takes arrays of 9, 9, 9 and 3 numbers, got 6, 6, 6, 2');
  await expect(quantizeMatrices([{ ...matrix, numbers: new Int8Array(6) }], kernels)).rejects.toThrow(ConfigError);
});
