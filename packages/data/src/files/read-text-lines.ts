/** The lines of a text file, one at a time and in flat memory, so that one bad line does not cost the others. */
import { isUtf8 } from 'node:buffer';
import { openRegularFile } from '@bertsmith/tensor/files';
import { rejectRow } from '../rows/bad-rows.js';

/** A line of a file, without its end. */
export interface TextLine {
  /** Counted from 1. */
  readonly line: number;
  /** Nothing when the line is not UTF-8. */
  readonly text: string | undefined;
}

/** The text of a line; rejects one that is not UTF-8. */
export function requireUtf8({ line, text }: TextLine): string {
  return text ?? rejectRow('the line is not UTF-8 text', { line });
}

/** Bytes that are read at a time. */
const CHUNK_BYTES = 1 << 18;
const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = Buffer.of(0xef, 0xbb, 0xbf);

/**
 * The lines of a UTF-8 file, in lists of about a chunk: an await for each line would take longer than reading it.
 *
 * Lines end in LF or CRLF; a byte order mark is left out, as is what follows the last line end when it is empty.
 *
 * @throws InputError when the file cannot be read
 */
export async function* readTextLines(path: string, signal?: AbortSignal): AsyncGenerator<readonly TextLine[]> {
  let firstLine = 1;
  for await (const block of readBlocks(path, signal)) {
    const texts = decodeLines(firstLine === 1 ? withoutByteOrderMark(block) : block);
    const start = firstLine;
    yield texts.map((text, index) => ({ line: start + index, text: withoutCarriageReturn(text) }));
    firstLine += texts.length;
  }
}

/** Pieces of a file that each end with a line. */
async function* readBlocks(path: string, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const handle = await openRegularFile(path);
  let open: Buffer[] = [];
  for await (const chunk of handle.createReadStream({ highWaterMark: CHUNK_BYTES, signal }) as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    open.push(chunk.subarray(0, end === 0 ? chunk.length : end));
    if (end === 0) continue;
    yield Buffer.concat(open);
    open = [chunk.subarray(end)];
  }
  const last = Buffer.concat(open);
  if (last.length > 0) yield last;
}

function withoutByteOrderMark(block: Buffer): Buffer {
  return block.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)
    ? block.subarray(BYTE_ORDER_MARK.length)
    : block;
}

/** The lines of a block, nothing in place of those that are not UTF-8. */
function decodeLines(block: Buffer): (string | undefined)[] {
  if (isUtf8(block)) return splitLines(block.toString());
  // In Latin-1 every byte is a character, so that lines can be told apart before it is known what they say.
  return splitLines(block.toString('latin1')).map((line) => {
    const bytes = Buffer.from(line, 'latin1');
    return isUtf8(bytes) ? bytes.toString() : undefined;
  });
}

function withoutCarriageReturn(text: string | undefined): string | undefined {
  return text?.endsWith('\r') ? text.slice(0, -1) : text;
}

function splitLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
