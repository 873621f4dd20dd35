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

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** @throws InputError with what the process says when the model cannot answer; BackendError when it dies */
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
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null, signal: string | null) =>
        reject(new BackendError(`the measuring process ended with ${signal ?? `code ${code}`}`, { code, signal }));
      child.once('exit', onExit);
      child.once('message', (response: SpeedResponse) => {
        child.off('exit', onExit);
        if ('value' in response) resolve(response.value as SpeedValues[Kind]);
        else reject(new InputError(response.error.message, { code: response.error.code }));
      });
      child.send(request);
    });
  }
}

/** Beside this file once built; in `dist` when the source is run as it is. */
function programFile(): string {
  const built = fileURLToPath(new URL('./speed-program.js', import.meta.url));
  return existsSync(built) ? built : fileURLToPath(new URL('../../dist/speed-program.js', import.meta.url));
}
