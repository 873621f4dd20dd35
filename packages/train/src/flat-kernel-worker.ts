/** The program of a {@link KernelThread}: sleeps until it is sent a job, works it off, and says so. */
import { parentPort, workerData } from 'node:worker_threads';
import { type KernelTable, workOff } from './flat-kernels/job-board.js';
import type { KernelThreadData, KernelThreadJob, KernelThreadReply } from './flat-kernels/kernel-thread.js';
import { seeGrowth } from './flat-kernels/see-growth.js';

const { module, memory } = workerData as KernelThreadData;
const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelTable;

parentPort?.on('message', (job: KernelThreadJob) => parentPort?.postMessage(run(job)));

function run({ board, memoryBytes }: KernelThreadJob): KernelThreadReply {
  try {
    seeGrowth(memory, memoryBytes);
    workOff(board, kernels);
    return { error: undefined };
  } catch (error) {
    return { error };
  }
}
