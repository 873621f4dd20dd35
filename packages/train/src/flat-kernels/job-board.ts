/**
 * A list of kernel calls in memory that all threads see.
 *
 * Threads take calls from it one after another until none is left, so that a thread which the machine slows down takes
 * fewer. Who takes a call makes no difference to its result.
 */
import { KERNELS, type KernelCall, type KernelName } from './kernel-call.js';

/** Float64 numbers of a call: the kernel's index and up to 13 arguments (`lambMoments` has as many). */
const CALL_LENGTH = 14;

/** A job as it is sent to a thread: shared arrays, nothing of them is copied. */
export interface JobBoard {
  /** int32 [2]: the next call to take, and how many there are. */
  readonly progress: Int32Array;
  /** float64 [capacity, {@link CALL_LENGTH}]. */
  readonly calls: Float64Array;
  /** float64 [capacity]: what each call returned; 0 for a kernel that returns nothing. */
  readonly results: Float64Array;
}

/** What a thread has of the kernels: the functions that the module exports. */
export type KernelTable = Readonly<Record<KernelName, (...args: number[]) => number | undefined>>;

/** A board with room for so many calls. */
export function createJobBoard(capacity: number): JobBoard {
  const bytes = Float64Array.BYTES_PER_ELEMENT;
  return {
    progress: new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)),
    calls: new Float64Array(new SharedArrayBuffer(capacity * CALL_LENGTH * bytes)),
    results: new Float64Array(new SharedArrayBuffer(capacity * bytes)),
  };
}

/** Writes a list of calls. No thread may be at work on the board. */
export function postCalls(board: JobBoard, calls: readonly KernelCall[]): void {
  calls.forEach((call, index) => {
    board.calls.set([KERNELS.indexOf(call.kernel), ...call.arguments], index * CALL_LENGTH);
  });
  board.progress.set([0, calls.length]);
}

/** Takes calls and runs them until none is left. */
export function workOff(board: JobBoard, kernels: KernelTable): void {
  const count = board.progress[1] as number;
  for (let index = takeCall(board); index < count; index = takeCall(board)) {
    const [kernel, ...args] = board.calls.subarray(index * CALL_LENGTH, (index + 1) * CALL_LENGTH);
    board.results[index] = kernels[KERNELS[kernel as number] as KernelName](...args) ?? 0;
  }
}

function takeCall(board: JobBoard): number {
  return Atomics.add(board.progress, 0, 1);
}
