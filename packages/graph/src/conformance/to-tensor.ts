import type { Tensor } from '@bertsmith/tensor';
import type { NdArray } from '../interpreter/nd-array.js';
import { storeNumbers } from '../interpreter/storage-numbers.js';

/** An array of the interpreter as a backend takes it, rounded to its dtype. */
export function toTensor({ dtype, shape, data }: NdArray): Tensor {
  return { dtype, shape, data: storeNumbers(dtype, data) };
}
