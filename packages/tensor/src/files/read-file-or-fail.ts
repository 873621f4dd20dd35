/** Reading an input file, with errors that say which file and what to do. */
import { readFile, stat } from 'node:fs/promises';
import { FormatError, InputError } from '../errors/error-classes.js';
import { systemErrorCode } from './output-failure.js';

const EXPLANATIONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist: check the path',
  ENOTDIR: 'a part of the path is a file, not a directory: correct the path',
  EISDIR: 'it is a directory: give the name of a file in it',
  EACCES: 'permission denied: change its permissions',
  EPERM: 'permission denied: change its permissions',
  EMFILE: 'too many files are open: close some, or raise `ulimit -n`',
};

/** Configurations, vocabularies and tokenizers are a few MB; a whole file beyond this is a mistake of the caller. */
const MAXIMUM_TEXT_BYTES = 512 * 1024 * 1024;

/**
 * A whole file.
 *
 * @throws InputError when it is missing or cannot be read
 */
export async function readFileOrFail(path: string): Promise<Uint8Array> {
  return await readFile(path).catch((cause: unknown) => {
    throw explainReadFailure(path, cause);
  });
}

/**
 * A whole UTF-8 file as text, without its byte order mark.
 *
 * @throws InputError when it is missing or cannot be read
 * @throws FormatError when it is larger than 512 MB or not UTF-8
 */
export async function readTextFileOrFail(path: string): Promise<string> {
  const sizeBytes = await fileSize(path);
  if (sizeBytes > MAXIMUM_TEXT_BYTES) {
    throw new FormatError(`'${path}' has ${sizeBytes} bytes, a text file read whole may have ${MAXIMUM_TEXT_BYTES}`, {
      path,
      expected: MAXIMUM_TEXT_BYTES,
      actual: sizeBytes,
    });
  }
  const bytes = await readFileOrFail(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError(`'${path}' is not UTF-8 text: save it in that encoding`, { path, cause });
  }
}

/** The {@link InputError} for what the system said while reading `path`. */
export function explainReadFailure(path: string, cause: unknown): InputError {
  const code = systemErrorCode(cause);
  const known = code === undefined ? undefined : EXPLANATIONS[code];
  const said = cause instanceof Error ? cause.message : String(cause);
  return new InputError(`cannot read '${path}': ${known ?? said}`, { path, systemCode: code, cause });
}

async function fileSize(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    throw explainReadFailure(path, cause);
  }
}
