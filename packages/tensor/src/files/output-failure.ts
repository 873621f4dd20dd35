/** What the operating system says when a file cannot be written, in words that say what to do about it. */
import { OutputError } from '../errors/error-classes.js';

const EXPLANATIONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied: change the permissions of the directory, or choose another place',
  EPERM: 'permission denied: change the permissions of the directory, or choose another place',
  ENOSPC: 'no space left on the device: free some space, or choose another disk',
  EDQUOT: 'the disk quota is used up: free some space, or choose another disk',
  EFBIG: 'the file is larger than the file system or the limit of this process (`ulimit -f`) allows',
  ENOTDIR: 'a part of the path is a file, not a directory: correct the path',
  EEXIST: 'a file of this name is where a directory should be: move it, or choose another place',
  EROFS: 'the file system is read-only: choose another place',
  EISDIR: 'it is a directory: give the name of a file in it',
  ENOENT: 'the directory that should hold it does not exist or takes no files: create it, or choose another place',
  ENAMETOOLONG: 'the name is too long for the file system: choose a shorter one',
  EMFILE: 'too many files are open: close some, or raise `ulimit -n`',
};

/** The system's code of a failure, such as `'ENOSPC'`; undefined for an error that does not come from the system. */
export function systemErrorCode(cause: unknown): string | undefined {
  const code = cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/**
 * The {@link OutputError} for what the system said while writing to `path`.
 *
 * @param called what messages call the place, when it is no file: `standard output`
 */
export function explainOutputFailure(path: string, cause: unknown, called = `'${path}'`): OutputError {
  const code = systemErrorCode(cause);
  const known = code === undefined ? undefined : EXPLANATIONS[code];
  const said = cause instanceof Error ? cause.message : String(cause);
  return new OutputError(`cannot write ${called}: ${known ?? said}`, { path, systemCode: code, cause });
}
