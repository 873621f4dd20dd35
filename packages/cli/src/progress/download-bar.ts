import type { DownloadProgress as FileProgress } from '@bertsmith/bert-core/hub';
import { SingleBar } from 'cli-progress';
import type { TextOutput } from '../command-io.js';
import { formatBytes } from '../report/number-format.js';
import type { DownloadProgress } from './download-progress.js';

/** Columns of a line without its name and its bar, at their widest. */
const TEXT_WIDTH = 34;
const NARROWEST_BAR = 6;
const WIDEST_BAR = 40;
/** As long as the longest of the usual names; longer ones are cut. */
const NAME_WIDTH = 23;
/** For an output that does not tell its width. */
const USUAL_COLUMNS = 80;

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
      this.#bar = createBar(this.#output);
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

function createBar(output: TextOutput): SingleBar {
  const free = (output.columns || USUAL_COLUMNS) - TEXT_WIDTH - NAME_WIDTH;
  return new SingleBar({
    stream: output,
    format: '{file} {bar} {percentage} %  {size}',
    barsize: Math.max(NARROWEST_BAR, Math.min(WIDEST_BAR, free)),
    barCompleteChar: '█',
    barIncompleteChar: '░',
    formatValue: (value, _options, type) => (type === 'percentage' ? String(value).padStart(3) : String(value)),
    hideCursor: true,
  });
}
