import { Worker } from 'node:worker_threads';
import { ConfigError, InputError } from '@bertsmith/tensor';
import type { EncodeOptions } from '../encode-options.js';
import type { RaggedIds } from '../ragged-ids.js';
import type { TokenizerSettings, WordPieceTokenizerOptions } from '../tokenizer-settings.js';

/** What a thread is started with. */
export interface EncodeThreadData {
  readonly tokenizer: WordPieceTokenizerOptions;
  readonly options: EncodeOptions;
}

/** What it answers to a list of texts, in order. */
export type EncodeThreadAnswer = RaggedIds | { readonly error: string; readonly isInput: boolean };

/** In the sources, as in tests, the built program is used. */
const PROGRAM = import.meta.url.endsWith('.ts') ? '../../dist/encode-worker.js' : './encode-worker.js';

/** A worker thread with a tokenizer of its own. */
export class EncodeThread {
  readonly #worker: Worker;
  /** Why the thread ended, if it did: it answers no more. */
  #ended: Error | undefined;
  readonly #waiting: { resolve(ids: RaggedIds): void; reject(error: Error): void }[] = [];

  constructor({ vocabulary, ...settings }: TokenizerSettings, options: EncodeOptions) {
    const workerData: EncodeThreadData = { tokenizer: { ...settings, vocabulary: [...vocabulary] }, options };
    this.#worker = new Worker(new URL(PROGRAM, import.meta.url), { workerData, execArgv: [] });
    this.#worker.on('message', (answer: EncodeThreadAnswer) => this.#settle(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`the encoding thread ended with code ${code}`)));
  }

  /** The ids of texts; requests are answered in order. */
  encode(texts: readonly string[]): Promise<RaggedIds> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended);
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(texts);
    });
  }

  /** Ends the thread. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(answer: EncodeThreadAnswer): void {
    const request = this.#waiting.shift();
    if ('error' in answer) request?.reject(new (answer.isInput ? InputError : ConfigError)(answer.error));
    else request?.resolve(answer);
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
