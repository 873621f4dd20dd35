import { isUtf8 } from 'node:buffer';
import { FormatError } from '@bertsmith/tensor';
import { openRegularFile } from '@bertsmith/tensor/files';

/** JavaScript has no longer strings: 2^29 characters in Node. */
const MAXIMUM_BYTES = 2 ** 29 - 1;

/** A file's text. */
export interface WholeText {
  /** Without the byte order mark; U+FFFD stands for bytes that are not UTF-8. */
  readonly text: string;
  readonly isUtf8: boolean;
}

/**
 * A whole file as text, also where it is not UTF-8: who calls knows its rows, and which of them that costs.
 *
 * @throws InputError when it cannot be read, FormatError when it has 512 MB or more
 */
export async function readWholeText(path: string, signal?: AbortSignal): Promise<WholeText> {
  const handle = await openRegularFile(path);
  try {
    const { size } = await handle.stat();
    if (size > MAXIMUM_BYTES) {
      const message = `${path}: the file has ${size} bytes, at most ${MAXIMUM_BYTES} can be read; split it, or convert it to JSONL`;
      throw new FormatError(message, { path, expected: MAXIMUM_BYTES, actual: size });
    }
    const bytes = await handle.readFile({ signal });
    return { text: new TextDecoder().decode(bytes), isUtf8: isUtf8(bytes) };
  } finally {
    await handle.close();
  }
}
