import { Worker } from 'node:worker_threads';
import { BackendError } from '@bertsmith/tensor';
import type { JobBoard } from './job-board.js';

/** What a thread is started with. */
export interface KernelThreadData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/** What a thread is told to do. */
export interface KernelThreadJob {
  readonly board: JobBoard;
  /** How large the memory is. */
  readonly memoryBytes: number;
}

/** What a thread answers to a job. */
export interface KernelThreadReply {
  readonly error: unknown;
}

/** Beside the bundle in `dist`. The sources, as tests run them, use the one that the last build made. */
const PROGRAM = import.meta.url.endsWith('.ts') ? '../../dist/flat-kernel-worker.js' : './flat-kernel-worker.js';

/** A thread with the kernels in it. While it has no job it does not keep the process alive. */
export class KernelThread {
  readonly #worker: Worker;
  readonly #memory: WebAssembly.Memory;
  #finishJob: ((error?: BackendError) => void) | undefined;
  /** Why there is no thread any more. */
  #end: BackendError | undefined;

  constructor(data: KernelThreadData) {
    this.#memory = data.memory;
    this.#worker = new Worker(new URL(PROGRAM, import.meta.url), {
      name: 'bertsmith flat kernels',
      workerData: data,
      // Flags of the process are not for this program: `--input-type` would make it fail.
      execArgv: [],
    });
    this.#worker.unref();
    this.#worker.on('message', ({ error }: KernelThreadReply) => this.#finishJob?.(asKernelError(error)));
    this.#worker.on('error', (cause) => this.#fail(new BackendError('flat kernels: a thread failed', { cause })));
    this.#worker.on('exit', () => this.#fail(new BackendError('flat kernels: disposed, make new ones')));
  }

  /**
   * Takes part in a job until no call of it is left.
   *
   * @throws BackendError when a call fails, or when the thread has ended or ends meanwhile
   */
  async work(board: JobBoard): Promise<void> {
    if (this.#end !== undefined) throw this.#end;
    this.#worker.ref();
    try {
      await new Promise<void>((resolve, reject) => {
        this.#finishJob = (error) => (error === undefined ? resolve() : reject(error));
        const job: KernelThreadJob = { board, memoryBytes: this.#memory.buffer.byteLength };
        this.#worker.postMessage(job);
      });
    } finally {
      this.#finishJob = undefined;
      this.#worker.unref();
    }
  }

  /** Ends the thread, in the middle of a job if it has one. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: BackendError): void {
    this.#end ??= error;
    this.#finishJob?.(this.#end);
  }
}

function asKernelError(cause: unknown): BackendError | undefined {
  if (cause === undefined) return undefined;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new BackendError(`flat kernels: a call failed: ${reason}`, { cause });
}
