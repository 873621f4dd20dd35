import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explainOutputFailure, systemErrorCode } from './output-failure.js';

/**
 * Makes a directory with its parents; one that is there already is fine.
 *
 * Not `mkdir` with `recursive`: under /proc, where nobody may make directories, that never returns (Node 20 to 24).
 *
 * @throws OutputError when it cannot be made
 */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await makeWithParents(path);
  } catch (cause) {
    throw explainOutputFailure(path, cause);
  }
}

async function makeWithParents(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    if (systemErrorCode(error) !== 'ENOENT' || parent === path) throw error;
    if (!(await isDirectory(parent))) await makeWithParents(parent);
    // Once more also when the parent is there: another process may have made it in between.
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (!(await isDirectory(path))) throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
