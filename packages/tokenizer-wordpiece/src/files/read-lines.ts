import { createReadStream } from 'node:fs';
import { InputError } from '@bertsmith/tensor';

/** Bytes that are read at a time. */
const CHUNK_BYTES = 1 << 18;

/**
 * The lines of a UTF-8 file or stream, in lists of about a chunk: an await for each line would take longer than encoding
 * it. Lines end in LF or CRLF; one line at most is held beside the chunk. A byte order mark is left out.
 *
 * @param source - The path of a file, or chunks of bytes.
 * @throws InputError for a file that cannot be read.
 */
export async function* readLines(source: string | AsyncIterable<Uint8Array | string>): AsyncGenerator<string[]> {
  const chunks = typeof source === 'string' ? readChunks(source) : source;
  const decoder = new TextDecoder();
  // Pieces of the line that is not at its end yet: joined once, so that one long line takes linear time.
  let open: string[] = [];
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const parts = text.split('\n');
    open.push(parts[0]!);
    if (parts.length === 1) continue;
    parts[0] = open.join('');
    open = [parts.pop()!];
    yield parts.map(withoutCarriageReturn);
  }
  const last = open.join('') + decoder.decode();
  if (last !== '') yield [withoutCarriageReturn(last)];
}

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new InputError(`cannot read '${path}': ${(cause as Error).message}`, { path, cause });
  }
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
