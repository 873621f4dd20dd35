import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { BackendError } from '@bertsmith/tensor';
import type { NumberedRequest, Request, Response } from './messages.js';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * The main thread's end of a session thread. Only a request that waits for its answer keeps the process alive. A thread that
 * died answers every request with why.
 */
export class SessionThread {
  // Without the program's own flags: a loader (`--import tsx`) would only cost time, and `--input-type` is refused for a file.
  readonly #worker = new Worker(workerFile(), { execArgv: [] });
  readonly #waiting = new Map<number, Waiting>();
  #requestCount = 0;
  #failure: BackendError | undefined;

  constructor() {
    this.#worker.on('message', (response: Response) => this.#settle(response));
    this.#worker.on('messageerror', (error) => this.#fail(error));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`the session thread ended with code ${code}`)));
    this.#worker.unref();
  }

  /** False once the thread has died or was ended. */
  get isAlive(): boolean {
    return this.#failure === undefined;
  }

  /**
   * @param moved memory of the request that goes over to the thread, and is gone here. Default: none, all is copied
   * @throws BackendError with the runtime's message when the thread could not do it
   */
  request(request: Request, moved: readonly ArrayBuffer[] = []): Promise<void> {
    const numbered: NumberedRequest = { id: this.#requestCount++, request };
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#worker.postMessage(numbered, moved);
      this.#waiting.set(numbered.id, { resolve, reject });
      this.#worker.ref();
    });
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

  #fail(cause: Error): void {
    this.#failure ??= new BackendError(`onnxruntime: ${cause.message}`, { cause });
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
    void this.#worker.terminate();
  }
}

/** Beside this file once built; in `dist` when the source is run as it is. */
function workerFile(): URL {
  const built = new URL('./worker.js', import.meta.url);
  return existsSync(fileURLToPath(built)) ? built : new URL('../../dist/worker.js', import.meta.url);
}
