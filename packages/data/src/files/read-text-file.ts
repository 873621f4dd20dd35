import { constants, isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { ConfigError, FormatError } from '@bertsmith/tensor';

const NEWLINE = 0x0a;

/**
 * A whole text file, which must be UTF-8 and fit into one string (512 MiB).
 *
 * @throws ConfigError when the file cannot be read or is larger
 * @throws FormatError with the line of the first byte that is no UTF-8
 */
export async function readTextFile(path: string, signal?: AbortSignal): Promise<string> {
  const bytes = await readFile(path, signal === undefined ? {} : { signal }).catch((cause: Error) => {
    if (signal?.aborted === true) throw cause;
    throw new ConfigError(`cannot read '${path}': ${cause.message}`, { path, cause });
  });
  if (bytes.length > constants.MAX_STRING_LENGTH) {
    throw new ConfigError(`cannot read '${path}' at once: it has ${bytes.length} bytes`, { path, bytes: bytes.length });
  }
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const line = firstBrokenLine(bytes);
  throw new FormatError(`${path}:${line}: the line is not UTF-8; convert the file, or fetch it again`, { path, line });
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
