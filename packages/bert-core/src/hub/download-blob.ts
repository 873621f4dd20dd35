/**
 * One file of a repository to its place among the blobs.
 *
 * The client's own `downloadFileToCacheDir` cannot go on with a download that was cut, checks neither size nor checksum, shares one
 * temporary file among processes, and prints; its `downloadFile` gives a stream that hides status and headers. So these bytes, and they
 * alone, are fetched here.
 */
import type { Hash } from 'node:crypto';
import { dirname } from 'node:path';
import { FormatError } from '@bertsmith/tensor';
import { makeDirectory } from '@bertsmith/tensor/files';
import { startDigest } from './digest.js';
import type { HubFile } from './hub-file.js';
import type { HubSession } from './hub-session.js';
import { PartialBlob } from './partial-blob.js';
import { readBody } from './read-body.js';
import { TransientFailure } from './transient-failure.js';
import { withRetries } from './with-retries.js';

/** How far the download of one file has come. */
export interface DownloadProgress {
  /** Its path in the repository. */
  readonly file: string;
  /** Bytes that are there, those of an earlier download included. */
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

/** A file that is wanted. */
export interface BlobRequest {
  readonly file: HubFile;
  readonly commit: string;
  /** Where it goes. */
  readonly blobPath: string;
  readonly onProgress: ((progress: DownloadProgress) => void) | undefined;
}

/** Tries without getting on before a download is given up. */
const ATTEMPTS = 5;
/** So much more of the file is getting on. */
const PROGRESS_BYTES = 1024 * 1024;

/**
 * Downloads a file, going on where an earlier download ended, and puts it in its place when its size and its checksum are right.
 *
 * @throws FormatError when what arrives is not the file; OutputError when it cannot be written; TransientFailure when the network fails
 */
export async function downloadBlob(request: BlobRequest, session: HubSession): Promise<void> {
  await makeDirectory(dirname(request.blobPath));
  const partial = await PartialBlob.open(request.blobPath);
  let isDone = false;
  try {
    const hadSome = partial.sizeBytes > 0;
    const isRight = (await fill(partial, request, session)) || (hadSome && (await refill(partial, request, session)));
    if (!isRight) {
      await partial.clear();
      throw wrongChecksum(request, session);
    }
    await partial.finish();
    isDone = true;
  } finally {
    if (!isDone) await partial.release();
  }
}

/** What an earlier download left was not of this file: it is worth another beginning, one that was whole is not. */
async function refill(partial: PartialBlob, request: BlobRequest, session: HubSession): Promise<boolean> {
  await partial.clear();
  return await fill(partial, request, session);
}

/** Fetches what is missing. @returns whether the checksum is that of the file */
async function fill(partial: PartialBlob, request: BlobRequest, session: HubSession): Promise<boolean> {
  const { digest, sizeBytes } = request.file;
  if (partial.sizeBytes > sizeBytes) await partial.clear();
  const transfer = new Transfer(partial, request, session);
  await transfer.start();
  let before = partial.sizeBytes;
  const hasProgressed = () => {
    const gained = partial.sizeBytes - before;
    before = partial.sizeBytes;
    return gained >= PROGRESS_BYTES;
  };
  const { signal, retryDelayMs: delayMs } = session;
  const options = { attempts: ATTEMPTS, delayMs, signal, hasProgressed };
  if (partial.sizeBytes < sizeBytes) await withRetries(() => transfer.fetchRest(), options);
  return transfer.checksum() === digest.hex;
}

/** Bytes on their way from the hub into the partial file, and into its checksum. */
class Transfer {
  readonly #partial: PartialBlob;
  readonly #request: BlobRequest;
  readonly #session: HubSession;
  #hash: Hash;

  constructor(partial: PartialBlob, request: BlobRequest, session: HubSession) {
    this.#partial = partial;
    this.#request = request;
    this.#session = session;
    this.#hash = this.#startHash();
  }

  #startHash(): Hash {
    return startDigest(this.#request.file.digest, this.#request.file.sizeBytes);
  }

  /** Counts in what is there already. */
  async start(): Promise<void> {
    for await (const bytes of this.#partial.read()) this.#hash.update(bytes);
    this.#report();
  }

  checksum(): string {
    return this.#hash.digest('hex');
  }

  async fetchRest(): Promise<void> {
    const { repository, settings, signal } = this.#session;
    const { file, commit } = this.#request;
    const path = file.path.split('/').map(encodeURIComponent).join('/');
    const url = `${settings.endpoint}/${repository}/resolve/${commit}/${path}`;
    const start = this.#partial.sizeBytes;
    // Compressed on the way, a file would have another size, and no byte to go on from.
    const headers = { 'accept-encoding': 'identity', ...(start > 0 && { range: `bytes=${start}-` }) };
    const stop = new AbortController();
    const signals = signal === undefined ? [stop.signal] : [stop.signal, signal];
    try {
      const response = await this.#session.fetch(url, { headers, signal: AbortSignal.any(signals) });
      if (!continuesAt(response, start)) await this.#startAgain();
      for await (const bytes of readBody(response)) await this.#append(bytes);
    } finally {
      stop.abort();
    }
    this.#checkComplete();
  }

  async #startAgain(): Promise<void> {
    await this.#partial.clear();
    this.#hash = this.#startHash();
  }

  async #append(bytes: Uint8Array): Promise<void> {
    const { file } = this.#request;
    if (this.#partial.sizeBytes + bytes.length > file.sizeBytes) {
      await this.#startAgain();
      throw new FormatError(
        `${file.path}: the hub sends more than the ${file.sizeBytes} bytes that it lists: try again; if it happens again, HF_ENDPOINT or a proxy is at fault`,
        { path: file.path, expected: file.sizeBytes },
      );
    }
    await this.#partial.append(bytes);
    this.#hash.update(bytes);
    this.#report();
  }

  /** Without a length, a connection that is cut looks like the end. */
  #checkComplete(): void {
    const { path, sizeBytes } = this.#request.file;
    const actual = this.#partial.sizeBytes;
    if (actual === sizeBytes) return;
    throw new TransientFailure(`${path}: the connection ended after ${actual} of ${sizeBytes} bytes`);
  }

  #report(): void {
    const { file, onProgress } = this.#request;
    onProgress?.({ file: file.path, loadedBytes: this.#partial.sizeBytes, totalBytes: file.sizeBytes });
  }
}

/** Whether the answer is the rest; a server that knows no ranges sends all, from the beginning. */
function continuesAt({ status, headers }: Response, start: number): boolean {
  if (status !== 206) return start === 0;
  const first = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1];
  if (Number(first) === start) return true;
  throw new TransientFailure(`asked for the bytes from ${start} on, the hub sends those from ${first ?? 'nowhere'} on`);
}

function wrongChecksum({ file, commit }: BlobRequest, { repository }: HubSession): FormatError {
  const { path, digest } = file;
  return new FormatError(
    `${path} of ${repository}: what arrived has not the ${digest.algorithm} checksum that the hub lists (${digest.hex}), and was removed: try again; if it happens again, a proxy or mirror changes the file`,
    { repository, commit, path, expected: digest.hex, algorithm: digest.algorithm },
  );
}
