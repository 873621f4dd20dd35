import type { DownloadProgress as FileProgress } from '@bertsmith/bert-core/hub';
import type { CommandIo } from '../command-io.js';
import { DownloadBar } from './download-bar.js';
import { DownloadLines } from './download-lines.js';

/** Tells whoever waits how far a download is, on standard error. */
export interface DownloadProgress {
  /** More of a file is there; files come one after the other. */
  report(progress: FileProgress): void;
  /** Leaves the terminal as it was; nothing is reported after it. */
  end(): void;
}

/** A bar a file on a terminal; for a pipe or a file, a plain line for each file, and one every few seconds. */
export function createDownloadProgress({ stderr }: CommandIo): DownloadProgress {
  return stderr.isTTY === true ? new DownloadBar(stderr) : new DownloadLines(stderr);
}
