import { ShapeError } from '@bertsmith/tensor';
import { CHUNK_ELEMENTS, chunks, heapAddress } from './chunked-calls.js';
import type { FlatKernels } from './flat-kernels.js';
import type { KernelCall } from './kernel-call.js';

/** Numbers, and a bit for each: which of them stay. */
export interface MaskedNumbers {
  readonly values: Float32Array;
  /** Bit i is bit `i mod 8`, from the least significant, of byte `i / 8`; bits behind the last number do not count. */
  readonly bits: Uint8Array;
}

/**
 * values[i] <- +0 where bit i is not set; what stays is not touched. For masks that are held while a model is trained.
 *
 * @param masked on the heap of the kernels, no number in two of them
 * @throws ShapeError when there are fewer bits than numbers, ConfigError when something is not on the heap
 */
export async function keepByBits(masked: readonly MaskedNumbers[], kernels: FlatKernels): Promise<void> {
  await kernels.run(masked.flatMap((each) => callsOf(each, kernels)));
}

function callsOf({ values, bits }: MaskedNumbers, { heap }: FlatKernels): KernelCall[] {
  if (bits.length * 8 < values.length) {
    const message = `masking ${values.length} numbers takes ${Math.ceil(values.length / 8)} bytes of bits, there are ${bits.length}`;
    throw new ShapeError(message, { expected: Math.ceil(values.length / 8), actual: bits.length });
  }
  const [firstValue, firstBits] = [heapAddress(values, heap), heapAddress(bits, heap)];
  return Array.from(chunks(values.length, CHUNK_ELEMENTS), ([from, to]) => ({
    kernel: 'keepByBits',
    arguments: [firstValue + from * Float32Array.BYTES_PER_ELEMENT, firstBits + from / 8, to - from],
  }));
}
