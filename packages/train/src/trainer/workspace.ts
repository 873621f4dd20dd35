/**
 * The memory of a run beside the parameters: gradients, moments, buffers of the runtime.
 *
 * It has to lie on the heap of the parameters, because the kernels' threads see one memory; and that heap never takes memory back. So a
 * run borrows it, and the next one on the same heap gets the same again, zero-filled: a hundred runs take what the largest of them does.
 */
import { ReusableHeap, type SharedHeap } from '@bertsmith/tensor';

/** Memory that belongs to one run until it is disposed of. */
export interface Workspace extends Disposable {
  readonly heap: SharedHeap;
}

/** By the heap below: what no run has at the moment. */
const idle = new WeakMap<SharedHeap, ReusableHeap[]>();

/** Memory for a run with parameters on `base`. Runs at the same time get different memory. */
export function borrowWorkspace(base: SharedHeap): Workspace {
  const others = idle.get(base) ?? [];
  idle.set(base, others);
  const heap = others.pop() ?? new ReusableHeap(base);
  return {
    heap,
    [Symbol.dispose]: () => {
      heap.reset();
      others.push(heap);
    },
  };
}
