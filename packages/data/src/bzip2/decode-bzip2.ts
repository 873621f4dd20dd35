/**
 * Unpacks bzip2 as it is read: one block of up to 900 kB at a time, several streams in one file included, as Wikipedia's
 * `multistream` dumps and `pbzip2` write them.
 *
 * `seek-bzip` unpacks blocks; the well-known streaming library, `unbzip2-stream`, is half as fast and ends a truncated file with
 * "cannot read properties of undefined". What is here cuts the blocks apart and checks that all of them are there.
 */
import { FormatError } from '@bertsmith/tensor';
import Bunzip from 'seek-bzip';
import { findMarker, MARKER_BITS, type Marker, markerAt, readUint32 } from './block-markers.js';
import { BlockOutput } from './block-output.js';
import { ByteWindow } from './byte-window.js';

const HEADER_BYTES = 4;
const HEADER = /^BZh[1-9]$/;
/** A block of 900 kB that cannot be packed takes about 1 % more; twice that much without an end is none. */
const MAXIMUM_BLOCK_BYTES = 1.8 * 1024 * 1024;
/** Marker and checksum, from any bit on. */
const MARKED_BYTES = 11;

/**
 * The bytes that were packed, a chunk for each block.
 *
 * @param path for messages
 * @throws FormatError with path and byte (from 0, of the packed file) when the data end within a block or a stream, a checksum is
 *   wrong, or something else follows them
 */
export async function* decodeBzip2(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  const window = new ByteWindow(chunks);
  const output = new BlockOutput();
  try {
    do yield* decodeStream(window, output, path);
    while (await window.fill(1));
  } finally {
    await window.close();
  }
}

/** One stream; the window starts at its header, and then behind its end. */
async function* decodeStream(window: ByteWindow, output: BlockOutput, path: string): AsyncGenerator<Uint8Array> {
  await checkHeader(window, path);
  let bit = HEADER_BYTES * 8;
  let checksum = 0;
  while ((await kindAt(window, bit, path)) === 'block') {
    const { bytes, next } = await decodeBlock(window, bit, output, path);
    checksum = combineChecksums(checksum, readUint32(window.bytes, bit + MARKER_BITS));
    const done = Math.floor(next / 8);
    window.drop(done);
    bit = next - done * 8;
    yield bytes;
  }
  const expected = readUint32(window.bytes, bit + MARKER_BITS);
  if (checksum !== expected) throw damaged(window, bit, path, "the stream's checksum is wrong");
  window.drop(Math.ceil((bit + MARKER_BITS + 32) / 8));
}

async function checkHeader(window: ByteWindow, path: string): Promise<void> {
  const isWhole = await window.fill(HEADER_BYTES);
  const found = window.bytes.toString('latin1', 0, HEADER_BYTES);
  if (HEADER.test(found)) return;
  if (!isWhole && 'BZh'.startsWith(found.slice(0, 3))) throw cutShort(window, path);
  const what = window.start === 0 ? 'it is no bzip2 file' : 'something follows the bzip2 data';
  throw damaged(window, 0, path, `${what}: expected 'BZh1' to 'BZh9', found ${JSON.stringify(found)}`);
}

async function kindAt(window: ByteWindow, bit: number, path: string): Promise<Marker['kind']> {
  const isWhole = await window.fill(Math.floor(bit / 8) + MARKED_BYTES);
  const kind = markerAt(window.bytes, bit);
  if (kind !== undefined && (isWhole || bit + MARKER_BITS + 32 <= window.bytes.length * 8)) return kind;
  throw isWhole ? damaged(window, bit, path, 'a block should begin here') : cutShort(window, path);
}

/**
 * Unpacks the block at a bit. It ends at the next marker; but packed data look like one once in 2^48 bits, so when it cannot be
 * unpacked, the marker after that is tried, as far as a block can reach.
 */
async function decodeBlock(
  window: ByteWindow,
  bit: number,
  output: BlockOutput,
  path: string,
): Promise<{ bytes: Buffer; next: number }> {
  let failure: unknown;
  let from = Math.floor(bit / 8) + MARKER_BITS / 8;
  for (;;) {
    const next = await findNext(window, from);
    if (next === undefined) throw failToEnd(window, bit, path, failure);
    try {
      return { bytes: unpack(window.bytes, bit, next, output), next };
    } catch (cause) {
      failure = cause;
    }
    from = Math.floor(next / 8) + 1;
  }
}

/** The bit of the next marker that a block could end at. */
async function findNext(window: ByteWindow, from: number): Promise<number | undefined> {
  for (;;) {
    const marker = findMarker(window.bytes, from);
    if (marker !== undefined) return marker.bit;
    if (window.hasEnded || window.bytes.length > MAXIMUM_BLOCK_BYTES) return undefined;
    from = Math.max(from, window.bytes.length - MARKED_BYTES);
    await window.fill(window.bytes.length + 1);
  }
}

/** `seek-bzip` wants a header, and a position in bits. */
function unpack(bytes: Buffer, bit: number, next: number, output: BlockOutput): Buffer {
  const start = Math.floor(bit / 8);
  const block = bytes.subarray(start, Math.ceil(next / 8));
  const position = HEADER_BYTES * 8 + (bit - start * 8);
  output.clear();
  return Bunzip.decodeBlock(Buffer.concat([Buffer.from('BZh9'), block]), position, output);
}

function failToEnd(window: ByteWindow, bit: number, path: string, failure: unknown): FormatError {
  if (failure === undefined && window.hasEnded) return cutShort(window, path);
  const reason = failure instanceof Error ? failure.message : 'it has no end';
  return damaged(window, bit, path, `the block that begins here is damaged: ${reason}`, failure);
}

/** The checksum of a stream so far and that of its next block, as the format has it. */
function combineChecksums(stream: number, block: number): number {
  return (((stream << 1) | (stream >>> 31)) ^ block) >>> 0;
}

function cutShort(window: ByteWindow, path: string): FormatError {
  const byteOffset = window.start + window.bytes.length;
  const message = `bzip2 file '${path}', byte ${byteOffset}: the file ends in the middle of its data; it is cut short, fetch it again`;
  return new FormatError(message, { path, byteOffset });
}

function damaged(window: ByteWindow, bit: number, path: string, problem: string, cause?: unknown): FormatError {
  const byteOffset = window.start + Math.floor(bit / 8);
  const message = `bzip2 file '${path}', byte ${byteOffset}: ${problem}; fetch the file again`;
  return new FormatError(message, { path, byteOffset, cause });
}
