/**
 * Writing a file so that its name always stands for a whole one.
 *
 * The bytes go to a temporary name in the same directory and reach the disk (fsync) before a rename puts them in place; a
 * last fsync makes the rename itself survive a power cut. Whoever opens the file sees the old content or the new.
 */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../errors/error-classes.js';
import { explainOutputFailure, systemErrorCode } from './output-failure.js';

/** What a file can be written from. Text is written as UTF-8; chunks are written as they come, none is kept. */
export type FileContent = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** A single write of 2 GiB or more fails on every system; smaller ones also let the event loop breathe. */
const MAXIMUM_WRITE_BYTES = 64 * 1024 * 1024;

/** What systems and file systems answer that cannot flush a directory. The rename has happened, so it is no failure. */
const DIRECTORY_SYNC_UNSUPPORTED = new Set(['EACCES', 'EBADF', 'EINVAL', 'EISDIR', 'ENOTSUP', 'EPERM']);

/**
 * Writes a file whole or not at all: when it cannot be written, the temporary file is removed and the old file is still there.
 *
 * A new file replaces the old one and keeps its permissions; a symbolic link is replaced, what it points to is left alone.
 *
 * @param path its directory must exist
 * @throws OutputError when the system refuses (no permission, no space, ...); an error of `data` itself is passed on
 * @example
 * await writeFileAtomically('model/config.json', JSON.stringify(config));
 */
export async function writeFileAtomically(path: string, data: FileContent): Promise<void> {
  await writeFilesTogether([[path, data]]);
}

/**
 * Writes files that belong together: every one is complete on the disk under a temporary name before the first replaces an old
 * one, so a full disk or an error of any `data` leaves all the old files. They are put in place in the order given.
 *
 * @throws OutputError when the system refuses; what is said of a file whose directory could not be flushed at the very end
 *   comes when the new files are already in place
 * @example
 * await writeFilesTogether([...tokenizerFiles(tokenizer, 'model'), ...modelFiles(model, 'model')]);
 */
export async function writeFilesTogether(files: Iterable<readonly [path: string, data: FileContent]>): Promise<void> {
  const staged: StagedFile[] = [];
  try {
    for (const [path, data] of files) staged.push({ path, temporary: await stageFile(path, data) });
    for (const { path, temporary } of staged) await orFail(path, rename(temporary, path));
  } catch (error) {
    for (const { temporary } of staged) await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  for (const directory of new Set(staged.map(({ path }) => dirname(path)))) {
    await orFail(directory, syncDirectory(directory));
  }
}

interface StagedFile {
  readonly path: string;
  readonly temporary: string;
}

/** Writes and flushes the content under another name in the same directory, and returns that. */
async function stageFile(path: string, data: FileContent): Promise<string> {
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
  const handle = await orFail(path, open(temporary, 'wx'));
  try {
    await writeChunks(path, handle, data);
    await orFail(path, finishTemporary(path, handle));
    return temporary;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function writeChunks(path: string, handle: FileHandle, data: FileContent): Promise<void> {
  for await (const chunk of chunksOf(data)) {
    // Anything else has no byteLength, and would be left out without a word.
    if (!(chunk instanceof Uint8Array)) throw new InputError(`writing '${path}': expected chunks of bytes`, { path });
    await orFail(path, writeFully(handle, chunk));
  }
}

function chunksOf(data: FileContent): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (typeof data === 'string') return [new TextEncoder().encode(data)];
  return data instanceof Uint8Array ? [data] : data;
}

async function writeFully(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  let written = 0;
  while (written < chunk.byteLength) {
    const length = Math.min(chunk.byteLength - written, MAXIMUM_WRITE_BYTES);
    const { bytesWritten } = await handle.write(chunk, written, length);
    written += bytesWritten;
  }
}

async function finishTemporary(path: string, handle: FileHandle): Promise<void> {
  const old = await stat(path).catch(() => undefined);
  if (old?.isFile()) await handle.chmod(old.mode & 0o777);
  await handle.sync();
  await handle.close();
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
