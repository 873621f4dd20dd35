/**
 * Files that grow by one entry at a time. Each entry is one call to the operating system, so what was written is there when the process is
 * killed; the file is opened for each, so there is nothing to close.
 */
import { appendFileSync, existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { explainOutputFailure } from '@bertsmith/tensor/files';

/** Makes an empty file, in the place of one that is there, and its directories. @throws OutputError that names it */
export function startFile(path: string): void {
  orExplain(path, () => {
    makeDirectory(dirname(path));
    writeFileSync(path, '');
  });
}

/** @throws OutputError that names the file */
export function appendToFile(path: string, content: string | Uint8Array): void {
  orExplain(path, () => appendFileSync(path, content));
}

/** Leaves the first bytes of a file. @throws OutputError that names the file */
export function cutFile(path: string, sizeBytes: number): void {
  orExplain(path, () => truncateSync(path, sizeBytes));
}

function orExplain(path: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw explainOutputFailure(path, cause);
  }
}

/** Not `recursive`, for what `makeDirectory` of `@bertsmith/tensor/files` says; that one cannot be called where nothing is awaited. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  mkdirSync(path);
}
