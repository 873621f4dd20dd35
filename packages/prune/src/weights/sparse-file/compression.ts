import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { ConfigError, formatError } from '@bertsmith/tensor';

/** How the whole file is packed. Weights are nearly random numbers: what it takes is some 10 % of the values, and more of the bits. */
export type SparseCompression = 'none' | 'gzip' | 'zstd';

type Pack = (content: Uint8Array, options?: object) => Promise<Uint8Array>;
type Unpack = (content: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

/** Node 22.15 and later have it; its types are not those of Node 20. */
const { zstdCompress, zstdDecompress } = zlib as unknown as Record<string, ((...values: never[]) => void) | undefined>;

/** gzip always has one; `ZSTD_c_checksumFlag` of zstd.h is off unless it is asked for. */
const WITH_CHECKSUM = { params: { 201: 1 } };

/** How files begin. The length of a safetensors header, which is what a plain one begins with, is a multiple of 8 and below 10^8: neither is. */
const MAGIC = { gzip: [0x1f, 0x8b], zstd: [0x28, 0xb5, 0x2f, 0xfd] } as const;

/** @throws ConfigError for a name that is none, or when this Node.js has no zstd */
export async function compress(content: Uint8Array, compression: SparseCompression): Promise<Uint8Array> {
  if (compression === 'none') return content;
  if (compression === 'gzip') return await promisify(zlib.gzip as never as Callback)(content);
  if (compression === 'zstd') return await (requireZstd(zstdCompress) as Pack)(content, WITH_CHECKSUM);
  const message = `sparse file: compression is '${String(compression)}', expected none, gzip or zstd`;
  throw new ConfigError(message, { compression });
}

/**
 * The same back, by how the file begins.
 *
 * @param maximumBytes of what comes out: a file of a megabyte can say that it is a gigabyte of zeros
 * @throws FormatError when it is damaged, or would become larger; ConfigError when this Node.js has no zstd
 */
export async function decompress(content: Uint8Array, path: string, maximumBytes: number): Promise<Uint8Array> {
  const begins = (magic: readonly number[]) => magic.every((byte, index) => content[index] === byte);
  const unpack = begins(MAGIC.gzip)
    ? (promisify(zlib.gunzip as never as Callback) as Unpack)
    : begins(MAGIC.zstd)
      ? (requireZstd(zstdDecompress) as Unpack)
      : undefined;
  if (unpack === undefined) return content;
  return await unpack(content, { maxOutputLength: maximumBytes }).catch((cause: unknown) => {
    throw formatError({ path, kind: 'sparse file' }, explain(cause, maximumBytes), { cause });
  });
}

type Callback = (content: Uint8Array, callback: (error: Error | null, result: Uint8Array) => void) => void;

function requireZstd(method: ((...values: never[]) => void) | undefined): Pack | Unpack {
  if (method !== undefined) return promisify(method as never as Callback);
  throw new ConfigError(`sparse file: Node.js ${process.versions.node} has no zstd: take 22.15 or later, or gzip`);
}

function explain(cause: unknown, maximumBytes: number): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    return `it would become more than ${maximumBytes} bytes: if you trust it, raise \`maximumBytes\``;
  }
  return `it cannot be decompressed, it is damaged: ${message}`;
}
