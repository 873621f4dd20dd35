import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { BackendError, type Tensor } from '@bertsmith/tensor';
import type { NumberedRequest, Request, Response, SharedTensor } from './messages.js';
import { SharedMemories } from './shared-memories.js';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The main thread's end of a session thread. An idle thread does not keep the process alive. */
export class SessionThread {
  readonly #worker = new Worker(workerFile());
  readonly #waiting = new Map<number, Waiting>();
  readonly #memories = new SharedMemories();
  #requestCount = 0;

  constructor() {
    this.#worker.on('message', (response: Response) => this.#settle(response));
    this.#worker.on('error', (error) => this.#failAll(error));
    this.#worker.on('exit', (code) => this.#failAll(new Error(`the session thread ended with code ${code}`)));
    this.#worker.unref();
  }

  /** @throws BackendError with the runtime's message when the thread could not do it */
  request(request: Request): Promise<void> {
    const numbered: NumberedRequest = { id: this.#requestCount++, request };
    return new Promise((resolve, reject) => {
      this.#waiting.set(numbered.id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage(numbered);
    });
  }

  /**
   * Describes a tensor on shared memory to the thread, which is shown the memory first if it has not seen it.
   *
   * @param capacity elements that the tensor's memory has; the thread's view of it serves smaller tensors too
   */
  share({ dtype, shape, data }: Tensor, capacity = data.length): SharedTensor {
    const buffer = data.buffer as SharedArrayBuffer;
    const { number, isNews } = this.#memories.register(buffer);
    if (isNews) void this.request({ kind: 'share', memory: number, buffer });
    return { piece: { dtype, memory: number, byteOffset: data.byteOffset, length: capacity }, shape };
  }

  /** Ends the thread; requests that wait are rejected. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle({ id, error }: Response): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (error === undefined) waiting?.resolve();
    else waiting?.reject(new BackendError(`onnxruntime: ${error}`));
  }

  #failAll(cause: Error): void {
    for (const { reject } of this.#waiting.values()) {
      reject(new BackendError(`onnxruntime: ${cause.message}`, { cause }));
    }
    this.#waiting.clear();
  }
}

/** Beside this file once built; in `dist` when the source is run as it is. */
function workerFile(): URL {
  const built = new URL('./worker.js', import.meta.url);
  return existsSync(fileURLToPath(built)) ? built : new URL('../../dist/worker.js', import.meta.url);
}
