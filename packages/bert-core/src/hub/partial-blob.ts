/**
 * A blob on its way: what has arrived of it, in a file of its own beside the blob's place.
 *
 * Node cannot lock files, so two processes never share one: whoever goes on with the file of a download that was broken off first
 * renames it, which succeeds for one of them only, and only if nobody writes to it any more. The name says who does. Python's client has
 * one fixed name for each blob (`HASH.incomplete`) behind a lock of its own; that file is left alone.
 */
import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { explainOutputFailure } from '@bertsmith/tensor/files';

/** The name of whoever writes, `free` for nobody, and a random part. */
const NAME = /^([0-9a-f]+)\.(free|([0-9a-f]{8})-(\d+))-[0-9a-f]{8}\.incomplete$/;
/** Whoever has not written for so long on another machine (or in another container) writes no more. */
const ABANDONED_MS = 15 * 60_000;
/** Hostnames may be long, and of other characters than file names. */
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** The part of a blob that is there. */
export class PartialBlob {
  readonly #blobPath: string;
  readonly #handle: FileHandle;
  #path: string;
  #size: number;

  private constructor(blobPath: string, path: string, handle: FileHandle, size: number) {
    this.#blobPath = blobPath;
    this.#path = path;
    this.#handle = handle;
    this.#size = size;
  }

  /** Goes on with what an earlier download left, or begins. Its directory must exist. @throws OutputError */
  static async open(blobPath: string): Promise<PartialBlob> {
    const path = nameOf(blobPath, `${HOST}-${process.pid}`);
    try {
      await claimLargest(blobPath, path);
      const handle = await open(path, 'a+');
      return new PartialBlob(blobPath, path, handle, (await handle.stat()).size);
    } catch (cause) {
      throw explainOutputFailure(path, cause);
    }
  }

  /** Bytes that have arrived. */
  get sizeBytes(): number {
    return this.#size;
  }

  /** @throws OutputError when the disk is full, say; what was there before is kept */
  async append(bytes: Uint8Array): Promise<void> {
    await this.#orFail(this.#write(bytes));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, done);
      done += bytesWritten;
      this.#size += bytesWritten;
    }
  }

  /** Forgets all that has arrived. */
  async clear(): Promise<void> {
    await this.#orFail(this.#handle.truncate(0));
    this.#size = 0;
  }

  /** What has arrived, from the beginning. */
  async *read(): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(1024 * 1024);
    for (let position = 0; position < this.#size; ) {
      const { bytesRead } = await this.#orFail(this.#handle.read(buffer, 0, buffer.length, position));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      position += bytesRead;
    }
  }

  /** Puts the whole blob in its place, on the disk to stay, and removes what other downloads left of it. */
  async finish(): Promise<void> {
    await this.#orFail(this.#handle.sync());
    await this.#orFail(this.#handle.close());
    await this.#orFail(rename(this.#path, this.#blobPath));
    for (const { path } of await listFree(this.#blobPath)) await rm(path, { force: true }).catch(() => undefined);
  }

  /** Leaves what has arrived to the next download. */
  async release(): Promise<void> {
    await this.#handle.close();
    if (this.#size === 0) await rm(this.#path, { force: true });
    else await rename(this.#path, nameOf(this.#blobPath, 'free'));
  }

  async #orFail<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (cause) {
      throw explainOutputFailure(this.#blobPath, cause);
    }
  }
}

function nameOf(blobPath: string, owner: string): string {
  return `${blobPath}.${owner}-${randomBytes(4).toString('hex')}.incomplete`;
}

async function claimLargest(blobPath: string, ownPath: string): Promise<void> {
  for (const { path } of await listFree(blobPath)) {
    const isOurs = await rename(path, ownPath).then(
      () => true,
      () => false,
    );
    if (isOurs) return;
  }
}

/** What nobody writes to any more, the largest first. */
async function listFree(blobPath: string): Promise<{ readonly path: string; readonly size: number }[]> {
  const free: { path: string; size: number }[] = [];
  for (const name of await readdir(dirname(blobPath))) {
    const [, blob, owner, host, pid] = NAME.exec(name) ?? [];
    if (blob !== basename(blobPath)) continue;
    const path = join(dirname(blobPath), name);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) continue;
    const isAbandoned = Date.now() - found.mtimeMs > ABANDONED_MS;
    if (owner === 'free' || isAbandoned || (host === HOST && !isRunning(Number(pid)))) {
      free.push({ path, size: found.size });
    }
  }
  return free.sort((a, b) => b.size - a.size);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
