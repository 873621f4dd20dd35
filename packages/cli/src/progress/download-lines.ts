import type { DownloadProgress as FileProgress } from '@bertsmith/bert-core/hub';
import type { TextOutput } from '../command-io.js';
import { formatBytes } from '../report/number-format.js';
import type { DownloadProgress } from './download-progress.js';

/** As for a training: often enough to see that it is alive, seldom enough that a log can be read. */
const MS_BETWEEN_LINES = 5000;

/** Progress as plain lines: one for each file that is there, and one every few seconds for a large one. */
export class DownloadLines implements DownloadProgress {
  readonly #output: TextOutput;
  #nextLineAtMs = performance.now() + MS_BETWEEN_LINES;

  constructor(output: TextOutput) {
    this.#output = output;
  }

  report({ file, loadedBytes, totalBytes }: FileProgress): void {
    const isWhole = loadedBytes === totalBytes;
    if (!isWhole && performance.now() < this.#nextLineAtMs) return;
    this.#nextLineAtMs = performance.now() + MS_BETWEEN_LINES;
    const size = isWhole ? '' : `${formatBytes(loadedBytes)} of `;
    this.#output.write(`${file}: ${size}${formatBytes(totalBytes)}\n`);
  }

  end(): void {}
}
