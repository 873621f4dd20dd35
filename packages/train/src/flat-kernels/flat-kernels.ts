/**
 * Number-crunching over flat memory, off the main thread: WebAssembly SIMD on a shared heap, in several threads.
 *
 * Work comes as a list of kernel calls, each over a piece of an array whose size does not hang on the number of threads
 * (see `chunked-calls.ts`); results are combined in the order of the list. So any number of threads gives the same bits.
 */
import { availableParallelism } from 'node:os';
import { type BackendError, ConfigError, type SharedHeap } from '@bertsmith/tensor';
import { createJobBoard, type JobBoard, postCalls } from './job-board.js';
import type { KernelCall } from './kernel-call.js';
import { KERNEL_MODULE_BASE64 } from './kernel-module-base64.js';
import { KernelThread } from './kernel-thread.js';

/** How {@link FlatKernels} are made. */
export interface FlatKernelsOptions {
  /** Worker threads, from 1. Default: 2, or as many as there are cores. The calling thread never computes. */
  readonly threads?: number;
}

/** Calls that a board has room for at first; it grows to the longest list. 512 cover 33 million parameters. */
const INITIAL_CALLS = 512;

/**
 * Threads that run kernels on the arrays of one heap; see the top of the file.
 *
 * They sleep between jobs and do not keep the process alive.
 *
 * @example
 * using kernels = new FlatKernels(heap, { threads: 2 });
 * const [sum] = await kernels.run(sumOfSquaresCalls(array, heap));
 */
export class FlatKernels implements Disposable {
  readonly heap: SharedHeap;
  readonly threads: number;
  readonly #pool: readonly KernelThread[];
  #board: JobBoard = createJobBoard(INITIAL_CALLS);
  #lastJob: Promise<unknown> = Promise.resolve();

  /** @throws ConfigError when `threads` is not a whole number from 1 */
  constructor(heap: SharedHeap, { threads = Math.min(2, availableParallelism()) }: FlatKernelsOptions = {}) {
    if (!Number.isInteger(threads) || threads < 1) {
      throw new ConfigError(`flat kernels: threads must be a whole number from 1, not ${threads}`, { threads });
    }
    this.heap = heap;
    this.threads = threads;
    const module = new WebAssembly.Module(Buffer.from(KERNEL_MODULE_BASE64, 'base64'));
    this.#pool = Array.from({ length: threads }, () => new KernelThread({ module, memory: heap.memory }));
  }

  /**
   * Runs a list of calls; lists run one after another, in the order of the calls of `run`.
   *
   * @returns what each call returned, in the order of the list; 0 for a kernel that returns nothing
   * @throws BackendError when a call fails (others of the list may have run) or when the kernels are disposed
   */
  run(calls: readonly KernelCall[]): Promise<Float64Array> {
    const job = this.#lastJob.then(() => this.#runNow(calls));
    this.#lastJob = job.catch(() => undefined);
    return job;
  }

  /** Ends the threads; a job that runs is rejected. */
  async dispose(): Promise<void> {
    await Promise.all(this.#pool.map((thread) => thread.terminate()));
  }

  [Symbol.dispose](): void {
    void this.dispose();
  }

  async #runNow(calls: readonly KernelCall[]): Promise<Float64Array> {
    if (calls.length > this.#board.results.length) this.#board = createJobBoard(calls.length);
    postCalls(this.#board, calls);
    // Every thread must be done before the board is written again, also when one of them failed.
    const outcomes = await Promise.allSettled(this.#pool.map((thread) => thread.work(this.#board)));
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure !== undefined) throw failure.reason as BackendError;
    return this.#board.results.slice(0, calls.length);
  }
}
