import type { Tensor } from '@bertsmith/tensor';
import { type QuantizedMatrix, quantizeMatrices, type WorkingPlace } from '@bertsmith/train';
import { WorkingCopies } from '../working-copies.js';
import { copyNames } from './int8-weights.js';

/** Memory for the 8-bit copies of weights, by name. */
export function int8Copies(names: readonly string[], place: WorkingPlace): WorkingCopies {
  const matrices = names.map((name) => allocateMatrix(name, place));
  const tensors = matrices.flatMap((matrix, index) => tensorsOf(names[index] as string, matrix));
  return new WorkingCopies(new Map(tensors), () => quantizeMatrices(matrices, place.kernels));
}

function allocateMatrix(name: string, { arena, heap }: WorkingPlace): QuantizedMatrix {
  const { shape, data } = arena.get(name);
  const [rows, columns] = shape as unknown as [number, number];
  const [numbers, transposed] = [heap.allocate('int8', data.length), heap.allocate('int8', data.length)];
  return { values: data, rows, columns, numbers, transposed, scales: heap.allocate('float32', rows) };
}

function tensorsOf(name: string, matrix: QuantizedMatrix): [string, Tensor][] {
  const { rows, columns, numbers, transposed, scales } = matrix;
  const names = copyNames(name);
  return [
    [names.plain, { dtype: 'int8', shape: [rows, columns], data: numbers }],
    [names.transposed, { dtype: 'int8', shape: [columns, rows], data: transposed }],
    [names.scales, { dtype: 'float32', shape: [rows], data: scales }],
  ];
}
