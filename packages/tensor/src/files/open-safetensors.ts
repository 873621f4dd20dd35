/**
 * Reading tensors from a safetensors file one by one, without ever holding the file in memory.
 *
 * Only the header is read at first. A tensor is then read straight into the memory that it is wanted in (a parameter arena
 * on shared memory, say), so a model's weights are in memory once.
 */
import type { FileHandle } from 'node:fs/promises';
import { readHeaderEnd } from '../safetensors/header-length.js';
import { parseSafetensorsHeader } from '../safetensors/parse-safetensors-header.js';
import type { SafetensorsHeader } from '../safetensors/safetensors-entry.js';
import { LENGTH_BYTES } from '../safetensors/safetensors-limits.js';
import { openRegularFile } from './open-regular-file.js';
import { readExactly } from './read-exactly.js';
import { SafetensorsFile } from './safetensors-file.js';

/**
 * Opens a safetensors file and checks its header; close it after use.
 *
 * @throws InputError when the file is missing or cannot be read
 * @throws FormatError for everything that the format does not allow
 * @example
 * const file = await openSafetensors('model/model.safetensors');
 * const embeddings = await file.read('bert.embeddings.word_embeddings.weight');
 * await file.close();
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const handle = await openRegularFile(path);
  try {
    return new SafetensorsFile(path, handle, await readHeader(path, handle));
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readHeader(path: string, handle: FileHandle): Promise<SafetensorsHeader> {
  const source = { path, fileSize: (await handle.stat()).size };
  const start = new Uint8Array(Math.min(LENGTH_BYTES, source.fileSize));
  await readExactly(handle, start, { path, byteOffset: 0 });
  const header = new Uint8Array(readHeaderEnd(start, source));
  await readExactly(handle, header, { path, byteOffset: 0 });
  return parseSafetensorsHeader(header, source);
}
