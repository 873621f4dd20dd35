import type { EncoderRunner } from './encoder-runner.js';

/** What pipelines have in common: what they were created with, and a runner to be disposed of. */
export abstract class Pipeline<Options> {
  protected readonly options: Options;
  protected readonly runner: EncoderRunner;

  protected constructor(options: Options, runner: EncoderRunner) {
    this.options = options;
    this.runner = runner;
  }

  /** Waits for the runs that were asked for, then frees what they need. */
  async dispose(): Promise<void> {
    await this.runner.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}
