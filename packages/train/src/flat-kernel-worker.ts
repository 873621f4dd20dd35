/** The program of a {@link KernelThread}: sleeps until it is sent a job, works it off, and says so. */
import { parentPort, workerData } from 'node:worker_threads';
import { type JobBoard, type KernelTable, workOff } from './flat-kernels/job-board.js';
import type { KernelThreadData, KernelThreadReply } from './flat-kernels/kernel-thread.js';

const { module, memory } = workerData as KernelThreadData;
const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelTable;

parentPort?.on('message', (board: JobBoard) => parentPort?.postMessage(run(board)));

function run(board: JobBoard): KernelThreadReply {
  try {
    workOff(board, kernels);
    return { error: undefined };
  } catch (error) {
    return { error };
  }
}
