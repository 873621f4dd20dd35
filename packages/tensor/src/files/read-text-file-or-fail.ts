/** Reading a text file, with errors that say which file, where in it, and what to do. */
import { isUtf8 } from 'node:buffer';
import { FormatError } from '../errors/error-classes.js';
import { openRegularFile } from './open-regular-file.js';
import { explainReadFailure } from './read-failure.js';

/** Configurations, vocabularies and tokenizers are a few MB; a whole file beyond this is a mistake of the caller. */
const MAXIMUM_TEXT_BYTES = 512 * 1024 * 1024;
const NEWLINE = 0x0a;

/** How a file is read. */
export interface ReadTextOptions {
  /** Ends the reading; what is thrown then is the error of the signal. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A whole UTF-8 file as text, without its byte order mark.
 *
 * @throws InputError when it is missing or cannot be read
 * @throws FormatError when it is larger than 512 MB, or not UTF-8: with the line, from 1, of the first byte that is not
 */
export async function readTextFileOrFail(path: string, { signal }: ReadTextOptions = {}): Promise<string> {
  const bytes = await readBytes(path, signal);
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  const line = firstBrokenLine(bytes);
  throw new FormatError(
    `${path}:${line}: the line is not UTF-8 text: save the file in that encoding, or fetch it again`,
    {
      path,
      line,
    },
  );
}

async function readBytes(path: string, signal: AbortSignal | undefined): Promise<Buffer> {
  const handle = await openRegularFile(path);
  try {
    const { size } = await handle.stat();
    if (size > MAXIMUM_TEXT_BYTES) {
      throw new FormatError(`'${path}' has ${size} bytes, a text file read whole may have ${MAXIMUM_TEXT_BYTES}`, {
        path,
        expected: MAXIMUM_TEXT_BYTES,
        actual: size,
      });
    }
    return await handle.readFile({ signal });
  } catch (cause) {
    throw cause instanceof FormatError || signal?.aborted ? cause : explainReadFailure(path, cause);
  } finally {
    await handle.close();
  }
}

function firstBrokenLine(bytes: Buffer): number {
  let start = 0;
  for (let line = 1; ; line++) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    if (!isUtf8(bytes.subarray(start, end)) || newline < 0) return line;
    start = newline + 1;
  }
}
