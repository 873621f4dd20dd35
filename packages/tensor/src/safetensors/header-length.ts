import { formatError } from './format-error.js';
import { LENGTH_BYTES, MAXIMUM_HEADER_BYTES } from './safetensors-limits.js';

/** What a reader is told about the file that the bytes come from. */
export interface SafetensorsSource {
  /** Bytes of the whole file; every offset is checked against it. */
  readonly fileSize: number;
  /** For messages. */
  readonly path: string;
}

/**
 * Where the header of a safetensors file ends and its data begins, in bytes from the start of the file.
 *
 * @param bytes the start of the file, at least 8 bytes where it has them
 * @throws FormatError when the file has no room for such a header
 */
export function readHeaderEnd(bytes: Uint8Array, { fileSize, path }: SafetensorsSource): number {
  if (fileSize < LENGTH_BYTES || bytes.length < LENGTH_BYTES) {
    const actual = Math.min(fileSize, bytes.length);
    throw formatError(
      { path, byteOffset: 0 },
      `expected ${LENGTH_BYTES} bytes of header length, found ${actual} bytes`,
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  const room = fileSize - LENGTH_BYTES;
  if (length > MAXIMUM_HEADER_BYTES || length > room) {
    const limit = Math.min(MAXIMUM_HEADER_BYTES, room);
    const why = limit === room ? `the file has ${room} bytes after it` : 'that is the limit of the format';
    const problem = `the header is said to have ${length} bytes, expected at most ${limit} (${why}): the file is truncated or not safetensors`;
    throw formatError({ path, byteOffset: 0 }, problem, { expected: limit, actual: length });
  }
  return LENGTH_BYTES + Number(length);
}
