import type { InspectedTensor } from './inspected-tensor.js';

/** Sums over tensors. */
export interface TensorTotals {
  readonly tensors: number;
  readonly parameters: number;
  readonly bytes: number;
}

const NOTHING: TensorTotals = { tensors: 0, parameters: 0, bytes: 0 };

/** Of all tensors. */
export function sumTensors(tensors: readonly InspectedTensor[]): TensorTotals {
  return tensors.reduce(add, NOTHING);
}

/** Of the tensors of each dtype, the one with most bytes first. */
export function sumByDType(tensors: readonly InspectedTensor[]): Map<string, TensorTotals> {
  const totals = new Map<string, TensorTotals>();
  for (const tensor of tensors) totals.set(tensor.dtype, add(totals.get(tensor.dtype) ?? NOTHING, tensor));
  return new Map([...totals].sort(([, a], [, b]) => b.bytes - a.bytes));
}

function add(sum: TensorTotals, { parameters, bytes }: InspectedTensor): TensorTotals {
  return { tensors: sum.tensors + 1, parameters: sum.parameters + parameters, bytes: sum.bytes + bytes };
}
