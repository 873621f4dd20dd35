import { openRegularFile } from '@bertsmith/tensor/files';
import { decodeBzip2 } from '../bzip2/decode-bzip2.js';

/** Bytes asked for at once: larger ones read no faster. */
const CHUNK_BYTES = 256 * 1024;
const BZIP2_NAME = /\.bz2$/i;

/**
 * The bytes of a file in chunks, unpacked when its name ends in `.bz2`.
 *
 * @throws InputError when it cannot be read
 * @throws FormatError when bzip2 data are cut short or damaged, with the byte
 */
export async function* readFileBytes(path: string): AsyncGenerator<Uint8Array> {
  const chunks = readChunks(path);
  yield* BZIP2_NAME.test(path) ? decodeBzip2(chunks, path) : chunks;
}

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  const handle = await openRegularFile(path);
  try {
    yield* handle.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false }) as AsyncIterable<Buffer>;
  } finally {
    await handle.close();
  }
}
