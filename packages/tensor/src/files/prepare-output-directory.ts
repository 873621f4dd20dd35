/** Finding out before the work starts that its result can be written. */
import { randomBytes } from 'node:crypto';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputError } from '../errors/error-classes.js';
import { makeDirectory } from './make-directory.js';
import { explainOutputFailure } from './output-failure.js';

/** What may be in the directory already. */
export interface OutputDirectoryOptions {
  /** Files that are there may be replaced, one by one; none is removed. Default false. */
  readonly overwrite?: boolean;
}

/**
 * Makes a directory for results, with its parents, and tests it by writing and removing a small file.
 *
 * @throws OutputError when it cannot be made or written, or has something in it and `overwrite` is not set
 * @example
 * await prepareOutputDirectory('runs/first', { overwrite: false });
 */
export async function prepareOutputDirectory(path: string, options: OutputDirectoryOptions = {}): Promise<void> {
  try {
    await makeDirectory(path);
    const names = await readdir(path);
    if (names.length > 0 && !options.overwrite) throw notEmpty(path, names);
    await writeProbe(join(path, `.probe-${randomBytes(6).toString('hex')}.tmp`));
  } catch (cause) {
    throw cause instanceof OutputError ? cause : explainOutputFailure(path, cause);
  }
}

async function writeProbe(path: string): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.write('probe');
    await handle.sync();
  } finally {
    await handle.close();
    await rm(path, { force: true });
  }
}

function notEmpty(path: string, names: readonly string[]): OutputError {
  const some = names.slice(0, 3).join(', ') + (names.length > 3 ? ', ...' : '');
  return new OutputError(
    `the output directory '${path}' is not empty (it has ${some}): choose another one, or ask to overwrite`,
    { path, entries: names.length },
  );
}
