import { InputError } from '../errors/error-classes.js';
import { systemErrorCode } from './output-failure.js';

const EXPLANATIONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist: check the path',
  ENOTDIR: 'a part of the path is a file, not a directory: correct the path',
  EISDIR: 'it is a directory: give the name of a file in it',
  EACCES: 'permission denied: change its permissions',
  EPERM: 'permission denied: change its permissions',
  EMFILE: 'too many files are open: close some, or raise `ulimit -n`',
};

/** The {@link InputError} for what the system said while reading `path`. */
export function explainReadFailure(path: string, cause: unknown): InputError {
  const code = systemErrorCode(cause);
  const known = code === undefined ? undefined : EXPLANATIONS[code];
  const said = cause instanceof Error ? cause.message : String(cause);
  return new InputError(`cannot read '${path}': ${known ?? said}`, { path, systemCode: code, cause });
}
