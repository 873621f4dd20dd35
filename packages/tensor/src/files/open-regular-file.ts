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
    const found = await stat(path);
    if (found.isFile()) return await open(path, 'r');
    // The system opens a directory, and complains only when it is read.
    if (found.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
  } catch (cause) {
    throw explainReadFailure(path, cause);
  }
  throw new InputError(`cannot read '${path}': it is not a file but a pipe or device`, { path });
}
