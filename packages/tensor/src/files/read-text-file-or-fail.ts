/** Reading an input file, with errors that say which file and what to do. */
import { FormatError } from '../errors/error-classes.js';
import { openRegularFile } from './open-regular-file.js';
import { explainReadFailure } from './read-failure.js';

/** Configurations, vocabularies and tokenizers are a few MB; a whole file beyond this is a mistake of the caller. */
const MAXIMUM_TEXT_BYTES = 512 * 1024 * 1024;

/**
 * A whole file.
 *
 * @throws InputError when it is missing or cannot be read
 */
export async function readFileOrFail(path: string): Promise<Uint8Array> {
  return await readWithin(path, Number.POSITIVE_INFINITY);
}

/**
 * A whole UTF-8 file as text, without its byte order mark.
 *
 * @throws InputError when it is missing or cannot be read
 * @throws FormatError when it is larger than 512 MB or not UTF-8
 */
export async function readTextFileOrFail(path: string): Promise<string> {
  const bytes = await readWithin(path, MAXIMUM_TEXT_BYTES);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError(`'${path}' is not UTF-8 text: save it in that encoding`, { path, cause });
  }
}

async function readWithin(path: string, maximumBytes: number): Promise<Uint8Array> {
  const handle = await openRegularFile(path);
  try {
    const { size } = await handle.stat();
    if (size > maximumBytes) {
      throw new FormatError(`'${path}' has ${size} bytes, a text file read whole may have ${maximumBytes}`, {
        path,
        expected: maximumBytes,
        actual: size,
      });
    }
    return await handle.readFile();
  } catch (cause) {
    throw cause instanceof FormatError ? cause : explainReadFailure(path, cause);
  } finally {
    await handle.close();
  }
}
