import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BackendError, InputError } from '@bertsmith/tensor';
import type { SpeedRequest, SpeedResponse, SpeedValues } from './speed-messages.js';
import type { ProcessMemory, SpeedSettings } from './speed-meter.js';

/**
 * A model in a process of its own, asked from here. One request at a time.
 *
 * @example
 * await using process = await SpeedProcess.start({ directory, records, batchSize: 32, threads: 2 });
 * console.log(await process.textsPerSecond());
 */
export class SpeedProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  /** Rejected when the process is no more, whether or not somebody waits for it then. */
  readonly #end: Promise<never>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#end = new Promise((_, reject) => {
      child.once('error', (cause) => reject(new BackendError(`the measuring process: ${cause.message}`, { cause })));
      child.once('exit', (code, signal) =>
        reject(new BackendError(`the measuring process ended with ${signal ?? `code ${code}`}`, { code, signal })),
      );
    });
    this.#end.catch(() => undefined);
  }

  /** @throws InputError with what the process says when the model cannot answer; BackendError when it fails or dies */
  static async start(settings: SpeedSettings): Promise<SpeedProcess> {
    const child = fork(programFile(), { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const started = new SpeedProcess(child);
    try {
      await started.#ask({ kind: 'open', settings });
      return started;
    } catch (error) {
      await started[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Of the process, as the system counts them. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** See `SpeedMeter`, for all of them. */
  latenciesMs(): Promise<readonly number[]> {
    return this.#ask({ kind: 'latenciesMs' });
  }

  textsPerSecond(): Promise<number> {
    return this.#ask({ kind: 'textsPerSecond' });
  }

  memory(): Promise<ProcessMemory> {
    return this.#ask({ kind: 'memory' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
  }

  #ask<Kind extends SpeedRequest['kind']>(request: SpeedRequest & { readonly kind: Kind }): Promise<SpeedValues[Kind]> {
    const answer = new Promise<SpeedValues[Kind]>((resolve, reject) => {
      this.#child.once('message', (response: SpeedResponse) => {
        if ('value' in response) resolve(response.value as SpeedValues[Kind]);
        else reject(errorOf(response.error));
      });
      // Whether it arrives says the end of the process.
      this.#child.send(request, () => undefined);
    });
    return Promise.race([answer, this.#end]);
  }
}

/** What a user did wrong is said as it is; all else is a fault of the process. */
function errorOf({ message, code }: { readonly message: string; readonly code?: string }): Error {
  if (code === 'ERR_INPUT' || code === 'ERR_CONFIG' || code === 'ERR_FORMAT') return new InputError(message, { code });
  return new BackendError(`the measuring process: ${message}`, { code });
}

/** Beside this file once built; in `dist` when the source is run as it is. */
function programFile(): string {
  const built = fileURLToPath(new URL('./speed-program.js', import.meta.url));
  return existsSync(built) ? built : fileURLToPath(new URL('../../dist/speed-program.js', import.meta.url));
}
