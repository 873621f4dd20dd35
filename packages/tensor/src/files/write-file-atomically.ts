/**
 * Writing a file so that its name always stands for a whole one: whoever opens it sees the old content or the new. How:
 * `staged-file.ts`.
 */
import { dirname } from 'node:path';
import { InputError } from '../errors/error-classes.js';
import { flushDirectory, StagedFile } from './staged-file.js';

/** What a file can be written from. Text is written as UTF-8; chunks are written as they come, none is kept. */
export type FileContent = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

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
    for (const [path, data] of files) {
      const file = await StagedFile.create(path);
      staged.push(file);
      await writeChunks(file, data);
      await file.finish();
    }
    for (const file of staged) await file.putInPlace();
  } catch (error) {
    for (const file of staged) await file.discard();
    throw error;
  }
  for (const directory of new Set(staged.map(({ path }) => dirname(path)))) await flushDirectory(directory);
}

async function writeChunks(file: StagedFile, data: FileContent): Promise<void> {
  for await (const chunk of chunksOf(data)) {
    // Anything else has no byteLength, and would be left out without a word.
    if (!(chunk instanceof Uint8Array)) {
      throw new InputError(`writing '${file.path}': expected chunks of bytes`, { path: file.path });
    }
    await file.append(chunk);
  }
}

function chunksOf(data: FileContent): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (typeof data === 'string') return [new TextEncoder().encode(data)];
  return data instanceof Uint8Array ? [data] : data;
}
