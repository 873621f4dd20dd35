import type { SharedHeap } from '@bertsmith/tensor';

/** The same numbers where kernels see them. @throws ConfigError, BackendError when the heap has no room */
export function copyToHeap(numbers: Float32Array, heap: SharedHeap): Float32Array {
  const copy = heap.allocate('float32', numbers.length);
  copy.set(numbers);
  return copy;
}
