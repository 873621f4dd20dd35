import { existsSync, readFileSync } from 'node:fs';
import { FormatError } from '@bertsmith/tensor';
import { explainOutputFailure } from '@bertsmith/tensor/files';
import { cutFile, startFile } from './log-file.js';

interface LoggedEvent {
  readonly kind: string;
  readonly step: number;
}

/**
 * Takes a log back to where a checkpoint was taken: behind the line that tells of it, or, when there is none (the process died in
 * between), behind the last line of its step. A file that is not there is made.
 *
 * @param step of the checkpoint
 * @throws FormatError when a line that is whole is no event, OutputError when the file cannot be read or written
 */
export function cutLog(path: string, step: number): void {
  if (!existsSync(path)) {
    startFile(path);
    return;
  }
  // What comes after the last line break is a line that is not whole, or nothing.
  const lines = read(path).split('\n').slice(0, -1);
  const events = lines.map((line, index) => parseEvent(line, { path, line: index + 1 }));
  const checkpoint = events.findLastIndex((event) => event.kind === 'checkpoint' && event.step === step);
  const firstLater = events.findIndex((event) => event.step > step);
  const lastOfStep = firstLater < 0 ? events.length : firstLater;
  const kept = lines.slice(0, checkpoint < 0 ? lastOfStep : checkpoint + 1);
  cutFile(path, Buffer.byteLength(kept.map((line) => `${line}\n`).join('')));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw explainOutputFailure(path, cause);
  }
}

function parseEvent(text: string, place: { readonly path: string; readonly line: number }): LoggedEvent {
  const event = parse(text) as Partial<LoggedEvent> | null | undefined;
  if (typeof event?.kind === 'string' && Number.isSafeInteger(event.step)) return event as LoggedEvent;
  throw new FormatError(
    `${place.path}, line ${place.line}: this is no event of a log, so the run does not go on in this file: move it, or give another path`,
    place,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
