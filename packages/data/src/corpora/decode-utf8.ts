/**
 * From bytes to text, with a place for every byte that is no UTF-8.
 *
 * The system's decoder either says nothing of what it replaced or throws without a place. So chunks are cut between characters and
 * checked, which is quick, and only a broken one is looked at closely.
 */
import { isUtf8 } from 'node:buffer';
import { FormatError } from '@bertsmith/tensor';

/** What happens to bytes that are no UTF-8: an end with file, line and byte, or U+FFFD in their place, counted. */
export type BadUtf8Policy = 'error' | 'replace';

/** How {@link decodeUtf8} reads. */
export interface DecodeUtf8Options {
  /** For messages. */
  readonly path: string;
  readonly onBadUtf8: BadUtf8Policy;
  /** Told how many characters were replaced. */
  readonly onReplaced: (count: number) => void;
}

const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = '\ufeff';
const REPLACEMENT = Buffer.from('\ufffd');

/**
 * The text of UTF-8 bytes, chunk by chunk and without a byte order mark; no chunk ends within a character.
 *
 * @throws FormatError under the policy `error`, with path, line (from 1) and byte (from 0) of the first bad one
 */
export async function* decodeUtf8(
  chunks: AsyncIterable<Uint8Array>,
  options: DecodeUtf8Options,
): AsyncGenerator<string> {
  const position = { byteOffset: 0, line: 1 };
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? asBuffer(chunk) : Buffer.concat([rest, chunk]);
    const whole = bytes.subarray(0, endOfLastCharacter(bytes));
    rest = bytes.subarray(whole.length);
    if (whole.length > 0) yield decodePiece(whole, position, options);
  }
  if (rest.length > 0) yield decodePiece(rest, position, options);
}

interface Position {
  byteOffset: number;
  line: number;
}

function decodePiece(bytes: Buffer, position: Position, options: DecodeUtf8Options): string {
  const isGood = isUtf8(bytes);
  if (!isGood && options.onBadUtf8 === 'error') throw badUtf8(bytes, position, options.path);
  const text = bytes.toString('utf8');
  if (!isGood) options.onReplaced(countIn(Buffer.from(text), REPLACEMENT) - countIn(bytes, REPLACEMENT));
  const isFirst = position.byteOffset === 0;
  position.byteOffset += bytes.length;
  position.line += countIn(bytes, NEWLINE);
  return isFirst && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

function badUtf8(bytes: Buffer, { byteOffset, line }: Position, path: string): FormatError {
  const good = countGoodBytes(bytes);
  const place = { path, line: line + countIn(bytes.subarray(0, good), NEWLINE), byteOffset: byteOffset + good };
  const found = `0x${(bytes[good] as number).toString(16).padStart(2, '0')}`;
  const repair = `save the file in that encoding, or read it with onBadUtf8: 'replace'`;
  return new FormatError(`${path}:${place.line}: byte ${place.byteOffset}, ${found}, is no UTF-8; ${repair}`, place);
}

/** How many bytes come before the first that is no UTF-8: found by halving, since every beginning of good text is good. */
function countGoodBytes(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const beginning = bytes.subarray(0, middle);
    if (isUtf8(beginning.subarray(0, endOfLastCharacter(beginning)))) good = middle;
    else bad = middle;
  }
  return endOfLastCharacter(bytes.subarray(0, good));
}

/** The length without a character at the end that has only begun: at most 3 bytes shorter. */
function endOfLastCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return back < sequenceLength(byte) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function sequenceLength(leadByte: number): number {
  if (leadByte >= 0xf0) return 4;
  return leadByte >= 0xe0 ? 3 : 2;
}

function countIn(bytes: Buffer, wanted: Buffer | number): number {
  let count = 0;
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) count++;
  return count;
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
