/**
 * A file under a temporary name beside its place, for writers whose files are there whole or not at all.
 *
 * Its bytes reach the disk (fsync) before a rename puts it in place; a last fsync of the directory makes the rename itself
 * survive a power cut.
 */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { explainOutputFailure, systemErrorCode } from './output-failure.js';
import { readExactly } from './read-exactly.js';

/** A single write of 2 GiB or more fails on every system; smaller ones also let the event loop breathe. */
const MAXIMUM_WRITE_BYTES = 64 * 1024 * 1024;

/** Bytes that are read back at a time. */
const READ_BYTES = 1024 * 1024;

/** What systems and file systems answer that cannot flush a directory. The rename has happened, so it is no failure. */
const DIRECTORY_SYNC_UNSUPPORTED = new Set(['EACCES', 'EBADF', 'EINVAL', 'EISDIR', 'ENOTSUP', 'EPERM']);

/** See the top of the file. Every failure of the system is an OutputError that names the place, not the temporary name. */
export class StagedFile {
  /** Where it is going to be. */
  readonly path: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  #size = 0;

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.path = path;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  /** An empty one. @param path its directory must exist */
  static async create(path: string): Promise<StagedFile> {
    const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
    return new StagedFile(path, temporary, await orFail(path, open(temporary, 'wx+')));
  }

  /** Bytes written so far. */
  get size(): number {
    return this.#size;
  }

  /** Writes at the end. */
  async append(chunk: Uint8Array): Promise<void> {
    await this.overwrite(chunk, this.#size);
    this.#size += chunk.byteLength;
  }

  /** Writes over what is at `position`, bytes from the start. */
  async overwrite(chunk: Uint8Array, position: number): Promise<void> {
    let written = 0;
    while (written < chunk.byteLength) {
      const length = Math.min(chunk.byteLength - written, MAXIMUM_WRITE_BYTES);
      const writing = this.#handle.write(chunk, written, length, position + written);
      written += (await orFail(this.path, writing)).bytesWritten;
    }
  }

  /** What was written, in pieces; each is valid until the next is asked for. */
  async *contents(): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(Math.min(READ_BYTES, this.#size));
    for (let position = 0; position < this.#size; position += buffer.length) {
      const piece = buffer.subarray(0, this.#size - position);
      await readExactly(this.#handle, piece, { path: this.path, kind: 'file', byteOffset: position });
      yield piece;
    }
  }

  /** Makes sure that it is on the disk, with the permissions of the file that it replaces, and closes it. */
  async finish(): Promise<void> {
    const old = await stat(this.path).catch(() => undefined);
    if (old?.isFile()) await orFail(this.path, this.#handle.chmod(old.mode & 0o777));
    await orFail(this.path, this.#handle.sync());
    await orFail(this.path, this.#handle.close());
  }

  /** Puts a finished one in its place; {@link flushDirectory} is left to do. */
  async putInPlace(): Promise<void> {
    await orFail(this.path, rename(this.#temporary, this.path));
  }

  /** Removes it, whatever state it is in. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#temporary, { force: true }).catch(() => undefined);
  }
}

/** Makes sure that renames in a directory are on the disk. @throws OutputError when the system refuses */
export async function flushDirectory(directory: string): Promise<void> {
  await orFail(directory, syncDirectory(directory));
}

async function syncDirectory(directory: string): Promise<void> {
  try {
    const handle = await open(directory, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!DIRECTORY_SYNC_UNSUPPORTED.has(systemErrorCode(error) ?? '')) throw error;
  }
}

async function orFail<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw explainOutputFailure(path, cause);
  }
}
