import type { SixteenBitDType } from '@bertsmith/graph';
import type { Tensor } from '@bertsmith/tensor';
import { narrowNumbers, type WorkingPlace } from '@bertsmith/train';
import { WorkingCopies } from '../working-copies.js';
import type { Arithmetic } from './run-in-sixteen-bits.js';
import { sixteenBitName } from './sixteen-bit-weights.js';

/** In which form copies are kept. */
export interface SixteenBitForm {
  readonly dtype: SixteenBitDType;
  /** `native` keeps 16 bits, `emulated` float32 with the same numbers. */
  readonly arithmetic: Arithmetic;
}

/** Memory for the 16-bit copies of weights, by name. */
export function sixteenBitCopies(
  names: readonly string[],
  { dtype, arithmetic }: SixteenBitForm,
  { arena, heap, kernels }: WorkingPlace,
): WorkingCopies {
  const kept = arithmetic === 'native' ? dtype : 'float32';
  const weights = names.map((name) => arena.get(name));
  const copies = weights.map(
    ({ data, shape }): Tensor<typeof kept> => ({
      dtype: kept,
      shape,
      data: heap.allocate(kept, data.length),
    }),
  );
  const numbers = weights.map(({ data: values }, index) => ({ values, narrow: copies[index]?.data as Float32Array }));
  const tensors = new Map(names.map((name, index) => [sixteenBitName(name), copies[index] as Tensor]));
  return new WorkingCopies(tensors, () => narrowNumbers(numbers, dtype, kernels));
}
