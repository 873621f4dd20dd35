import type { SixteenBitDType } from '@bertsmith/graph';
import { ShapeError } from '@bertsmith/tensor';
import { CHUNK_ELEMENTS, chunks, heapAddress } from './chunked-calls.js';
import type { FlatKernels } from './flat-kernels.js';
import type { KernelCall } from './kernel-call.js';

/** Numbers, and where they go with 16 bits. */
export interface NarrowedNumbers {
  readonly values: Float32Array;
  /** As many: the bit patterns of the format, or float32 with the same values; written. */
  readonly narrow: Uint16Array | Float32Array;
}

/**
 * Writes numbers in a 16-bit format: to the nearest, ties to the even one, beyond the largest infinity. The same as `encodeFloat16` and `encodeBfloat16` of
 * `@bertsmith/tensor`.
 *
 * @param numbers on the heap of the kernels
 * @throws ShapeError when the arrays of a pair are not equally long, ConfigError when one is not on the heap
 */
export async function narrowNumbers(
  numbers: readonly NarrowedNumbers[],
  to: SixteenBitDType,
  kernels: FlatKernels,
): Promise<void> {
  await kernels.run(numbers.flatMap((each) => callsOf(each, Number(to === 'bfloat16'), kernels)));
}

function callsOf({ values, narrow }: NarrowedNumbers, isBfloat16: number, { heap }: FlatKernels): KernelCall[] {
  if (narrow.length !== values.length) {
    const message = `narrowing ${values.length} numbers takes an array as long, got one of ${narrow.length}`;
    throw new ShapeError(message, { expected: values.length, actual: narrow.length });
  }
  const [from, to] = [heapAddress(values, heap), heapAddress(narrow, heap)];
  const kernel = narrow instanceof Float32Array ? 'roundTo' : 'narrow';
  return Array.from(chunks(values.length, CHUNK_ELEMENTS), ([start, end]) => ({
    kernel,
    arguments: [
      from + start * values.BYTES_PER_ELEMENT,
      to + start * narrow.BYTES_PER_ELEMENT,
      end - start,
      isBfloat16,
    ],
  }));
}
