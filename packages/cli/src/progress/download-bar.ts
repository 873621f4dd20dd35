import type { DownloadProgress as FileProgress } from '@bertsmith/bert-core/hub';
import type { SingleBar } from 'cli-progress';
import type { TextOutput } from '../command-io.js';
import { formatBytes } from '../report/number-format.js';
import { createBar } from './create-bar.js';
import type { DownloadProgress } from './download-progress.js';

const FORMAT = '{file} {bar} {percentage} %  {size}';
/** Columns of a line without its name and its bar, at their widest. */
const TEXT_WIDTH = 34;
/** As long as the longest of the usual names; longer ones are cut. */
const NAME_WIDTH = 23;

/** Progress as one bar a file; a finished bar stays. */
export class DownloadBar implements DownloadProgress {
  readonly #output: TextOutput;
  #bar: SingleBar | undefined;
  #file: string | undefined;

  constructor(output: TextOutput) {
    this.#output = output;
  }

  report({ file, loadedBytes, totalBytes }: FileProgress): void {
    const texts = { file: fitName(file), size: `${formatBytes(loadedBytes)} of ${formatBytes(totalBytes)}` };
    if (file !== this.#file) {
      this.end();
      this.#file = file;
      this.#bar = createBar(this.#output, FORMAT, TEXT_WIDTH + NAME_WIDTH);
      this.#bar.start(totalBytes, loadedBytes, texts);
    }
    this.#bar?.update(loadedBytes, texts);
    if (loadedBytes === totalBytes) this.end();
  }

  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}

/** The end of a long name tells more than its beginning: `...-00001-of-00002.safetensors`. */
function fitName(file: string): string {
  return file.length > NAME_WIDTH ? `...${file.slice(3 - NAME_WIDTH)}` : file.padEnd(NAME_WIDTH);
}
