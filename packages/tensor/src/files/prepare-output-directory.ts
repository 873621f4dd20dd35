/** Finding out before the work starts that its result can be written. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OutputError } from '../errors/error-classes.js';
import { explainOutputFailure, systemErrorCode } from './output-failure.js';

/** What may be in the directory already. */
export interface OutputDirectoryOptions {
  /** Files that are there may be replaced, one by one; none is removed. Default false. */
  readonly overwrite?: boolean;
  /** The directory holds an earlier part of the same work. Default false. */
  readonly resume?: boolean;
}

/**
 * Makes a directory for results, with its parents, and tests it by writing and removing a small file.
 *
 * @throws OutputError when it cannot be made or written, or has something in it and neither option allows that
 * @example
 * await prepareOutputDirectory('runs/first', { overwrite: false });
 */
export async function prepareOutputDirectory(path: string, options: OutputDirectoryOptions = {}): Promise<void> {
  try {
    await makeDirectory(path);
    const names = await readdir(path);
    if (names.length > 0 && !options.overwrite && !options.resume) throw notEmpty(path, names);
    await writeProbe(join(path, `.probe-${randomBytes(6).toString('hex')}.tmp`));
  } catch (cause) {
    throw cause instanceof OutputError ? cause : explainOutputFailure(path, cause);
  }
}

/** Not `mkdir` with `recursive`: under /proc, where nobody may make directories, that never returns (Node 20 to 24). */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (await isDirectory(path)) return;
    const parent = dirname(path);
    if (systemErrorCode(error) !== 'ENOENT' || parent === path || (await isDirectory(parent))) throw error;
    await makeDirectory(parent);
    await makeDirectory(path);
  }
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
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
    `the output directory '${path}' is not empty (it has ${some}): choose another one, or ask to overwrite or resume`,
    { path, entries: names.length },
  );
}
