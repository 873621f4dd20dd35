import { type FileHandle, open, stat } from 'node:fs/promises';
import { InputError } from '../errors/error-classes.js';
import { explainReadFailure } from './read-failure.js';

/**
 * Opens a file to read. A pipe or a device has no size that a limit could be checked against, and opening a pipe may wait for ever.
 *
 * @throws InputError when it is missing, cannot be read, or is no regular file
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  try {
    if ((await stat(path)).isFile()) return await open(path, 'r');
  } catch (cause) {
    throw explainReadFailure(path, cause);
  }
  throw new InputError(`cannot read '${path}': it is not a file but a directory, pipe or device`, { path });
}
