/** What Adafactor keeps of each parameter, and the calls of its passes. */
import type { ParameterArena, SharedHeap, Tensor } from '@bertsmith/tensor';
import { flatCalls, heapAddress } from '../flat-kernels/chunked-calls.js';
import type { KernelCall } from '../flat-kernels/kernel-call.js';
import type { AdafactorArrays } from './adafactor-variances.js';
import { type ParameterUnit, unitView } from './parameter-units.js';
import { type RowRange, rowChunks, type UnitGradient } from './unit-gradient.js';

/** A parameter with all that belongs to it. */
export interface AdafactorUnit extends AdafactorArrays {
  readonly unit: ParameterUnit;
  readonly parameters: Float32Array;
  /** As {@link writeAdafactorScalars} fills it. */
  readonly scalars: Float32Array;
}

/** The gradient of a parameter in a step, and the pieces that it is taken in. */
export interface UnitStep extends UnitGradient {
  readonly pieces: readonly RowRange[];
}

/** float32 numbers that the kernels read: the fields of `assembly/kernels/adafactor-scalars.ts`, in their order. */
const SCALAR_COUNT = 4;

export function createAdafactorUnit(unit: ParameterUnit, arena: ParameterArena, heap: SharedHeap): AdafactorUnit {
  const { rows, columns, shape } = unit;
  const float32 = (length: number) => heap.allocate('float32', length);
  return {
    unit,
    parameters: unitView(unit, arena.data),
    scalars: float32(SCALAR_COUNT),
    rowVariances: shape.length < 2 ? undefined : float32(rows),
    columnVariances: float32(columns),
    rowFactors: float32(rows),
    rowSums: heap.allocate('float64', rows),
    columnSums: heap.allocate('float64', rowChunks(unit).length * columns),
  };
}

/** PyTorch's: `row_var` [rows, 1] and `col_var` [1, columns] of a matrix, `variance` of a vector. */
export function varianceTensors({ unit, rowVariances, columnVariances }: AdafactorUnit): [string, Tensor<'float32'>][] {
  const named = (name: string, shape: readonly number[], data: Float32Array): [string, Tensor<'float32'>] => [
    `${unit.name}.${name}`,
    { dtype: 'float32', shape, data },
  ];
  if (rowVariances === undefined) return [named('variance', unit.shape, columnVariances)];
  return [named('row_var', [unit.rows, 1], rowVariances), named('col_var', [1, unit.columns], columnVariances)];
}

export function squareSumCalls(each: AdafactorUnit, { values, pieces }: UnitStep, heap: SharedHeap): KernelCall[] {
  const { columns } = each.unit;
  const [g, rowSums, columnSums] = [values, each.rowSums, each.columnSums].map((array) => heapAddress(array, heap));
  const pieceBytes = columns * Float64Array.BYTES_PER_ELEMENT;
  return pieces.map((range, index) => ({
    kernel: 'squareSums',
    arguments: [g as number, columns, ...range, rowSums as number, (columnSums as number) + index * pieceBytes],
  }));
}

/** Calls whose results add up to the sum of u^2. */
export function updateSquareCalls(each: AdafactorUnit, { values, pieces }: UnitStep, heap: SharedHeap): KernelCall[] {
  const before = [heapAddress(values, heap), each.unit.columns];
  const after = [each.rowFactors, each.columnVariances, each.scalars].map((array) => heapAddress(array, heap));
  return pieces.map((range) => ({ kernel: 'adafactorSquares', arguments: [...before, ...range, ...after] }));
}

export function applyCalls(each: AdafactorUnit, { values, rows, pieces }: UnitStep, heap: SharedHeap): KernelCall[] {
  const rowList = rows === undefined ? 0 : heapAddress(rows, heap);
  const before = [heapAddress(each.parameters, heap), rowList, heapAddress(values, heap), each.unit.columns];
  const after = [each.rowFactors, each.columnVariances, each.scalars].map((array) => heapAddress(array, heap));
  return pieces.map((range) => ({ kernel: 'adafactorApply', arguments: [...before, ...range, ...after] }));
}

/** Weight decay of a whole table, whose rows without a gradient the last pass does not see. */
export function decayCalls({ parameters }: AdafactorUnit, decay: number, heap: SharedHeap): KernelCall[] {
  return flatCalls({ kernel: 'scale', arrays: [parameters], scalars: [decay] }, heap);
}
