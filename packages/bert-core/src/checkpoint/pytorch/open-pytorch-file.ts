/**
 * `pytorch_model.bin`: a zip file with a pickle, `data.pkl`, that describes tensors, and one entry, `data/<key>`, for each memory (storage)
 * that they are views of. Many BERT checkpoints exist in no other form.
 *
 * Format: `torch/serialization.py` and `caffe2/serialize/inline_container.h` of PyTorch, from 1.6 on. The zip is used only to
 * find out where its entries are: they are stored as they are, so a tensor is read from its place in the file straight into the memory
 * that it is wanted in.
 */
import type { FileHandle } from 'node:fs/promises';
import { openRegularFile, readExactly } from '@bertsmith/tensor/files';
import type { Checkpoint } from '../checkpoint.js';
import { checkFileStart } from './check-file-start.js';
import { readPickle } from './pickle/read-pickle.js';
import { pytorchError } from './pytorch-error.js';
import { PytorchFile } from './pytorch-file.js';
import { MAXIMUM_PICKLE_BYTES } from './pytorch-limits.js';
import { readStateDict } from './state-dict.js';
import { readZipDirectory, type ZipEntry } from './zip/read-zip-directory.js';

/**
 * Opens a file that `torch.save(model.state_dict(), path)` wrote; close it after use. Only its directory and its pickle are read.
 *
 * @throws InputError when it is missing or cannot be read
 * @throws FormatError when it is damaged, is of PyTorch's format before 1.6, or has anything but tensors in it
 */
export async function openPytorchFile(path: string): Promise<Checkpoint> {
  const handle = await openRegularFile(path);
  try {
    return new PytorchFile(path, handle, await readTensors(handle, path));
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readTensors(handle: FileHandle, path: string) {
  const fileSize = (await handle.stat()).size;
  await checkFileStart(handle, { path, fileSize });
  const entries = await readZipDirectory(handle, { path, fileSize });
  const folder = findFolder(entries, path);
  await checkByteOrder(handle, entries.get(`${folder}byteorder`), path);
  const pickle = entries.get(`${folder}data.pkl`) as ZipEntry;
  const value = readPickle(await readEntry(handle, pickle, { path, maximum: MAXIMUM_PICKLE_BYTES }), {
    path,
    byteOffset: pickle.byteOffset,
  });
  return readStateDict(value, (key) => entries.get(`${folder}data/${key}`), path);
}

/** The folder that everything is in, which PyTorch names as it likes: `archive/`. */
function findFolder(entries: ReadonlyMap<string, ZipEntry>, path: string): string {
  const folders = [...entries.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  const folder = folders[0]?.slice(0, -'data.pkl'.length);
  if (folder === undefined || folders.length > 1) {
    const problem = `expected one data.pkl in its zip, found ${folders.length}: it was not written by torch.save`;
    throw pytorchError({ path }, problem, { actual: folders });
  }
  return folder;
}

async function checkByteOrder(handle: FileHandle, entry: ZipEntry | undefined, path: string): Promise<void> {
  // Before PyTorch 2.1 there was none, and all files were of little-endian machines.
  if (entry === undefined) return;
  const order = Buffer.from(await readEntry(handle, entry, { path, maximum: 'little'.length })).toString('latin1');
  if (order === 'little') return;
  throw pytorchError(
    { path, byteOffset: entry.byteOffset },
    `its numbers are of the byte order '${order}', expected 'little'`,
  );
}

async function readEntry(
  handle: FileHandle,
  { name, byteOffset, byteLength }: ZipEntry,
  { path, maximum }: { readonly path: string; readonly maximum: number },
): Promise<Uint8Array> {
  if (byteLength > maximum) {
    const problem = `${name.slice(name.indexOf('/') + 1)} has ${byteLength} bytes, expected at most ${maximum}`;
    throw pytorchError({ path, byteOffset }, problem, { expected: maximum, actual: byteLength });
  }
  const bytes = new Uint8Array(byteLength);
  await readExactly(handle, bytes, { path, byteOffset, kind: 'PyTorch file' });
  return bytes;
}
