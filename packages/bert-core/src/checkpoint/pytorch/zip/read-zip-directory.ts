/**
 * The directory of a zip file that was written by `torch.save`: names, and where in the file their bytes are.
 *
 * The directory itself, zip64 included, is read by yauzl. Here is what makes an entry readable in place, and safe: it is stored as it is,
 * not compressed (so there are no zip bombs), not encrypted, named once, within the file, and its bytes belong to no other entry.
 */
import type { FileHandle } from 'node:fs/promises';
import { BertsmithError, quote } from '@bertsmith/tensor';
import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { howToConvert, pytorchError } from '../pytorch-error.js';
import { MAXIMUM_ZIP_ENTRIES } from '../pytorch-limits.js';
import { FileReader } from './file-reader.js';

/** A file in the zip. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes of the zip before its header. */
  readonly headerOffset: number;
  /** Bytes of the zip before its own. */
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** What is read, for checks and messages. */
export interface ZipSource {
  readonly path: string;
  readonly fileSize: number;
}

/**
 * The entries by name.
 *
 * @throws FormatError for a file that is no zip, or has entries that PyTorch does not write
 * @throws InputError when the system cannot read it
 */
export async function readZipDirectory(handle: FileHandle, source: ZipSource): Promise<ReadonlyMap<string, ZipEntry>> {
  const reader = new FileReader(handle, source);
  try {
    const failed = new Promise<never>((_, reject) => reader.on('error', reject));
    return await Promise.race([failed, readEntries(reader, source)]);
  } catch (error) {
    if (BertsmithError.isInstance(error)) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw pytorchError({ path: source.path }, `its zip directory cannot be read (${said}): get the file again`, {
      cause: error,
    });
  }
}

async function readEntries(reader: FileReader, source: ZipSource): Promise<ReadonlyMap<string, ZipEntry>> {
  const options = { decodeStrings: false, validateEntrySizes: true };
  const zip = await fromRandomAccessReaderPromise(reader, source.fileSize, options);
  // An error that comes when nobody reads entries any more reaches the caller by the reader; without a listener it would be thrown.
  zip.on('error', () => undefined);
  const directoryOffset = zip.readEntryCursor as unknown as number;
  const { entryCount } = zip;
  if (entryCount > MAXIMUM_ZIP_ENTRIES) {
    const problem = `its zip is said to have ${entryCount} entries, expected at most ${MAXIMUM_ZIP_ENTRIES}`;
    throw pytorchError({ path: source.path }, problem, { expected: MAXIMUM_ZIP_ENTRIES, actual: entryCount });
  }
  const entries = new Map<string, ZipEntry>();
  for await (const found of zip.eachEntry()) {
    const entry = await readEntry(zip, found, source.path);
    if (entries.has(entry.name)) {
      throw pytorchError({ path: source.path }, `its zip has two entries that are called ${quote(entry.name)}`);
    }
    entries.set(entry.name, entry);
  }
  checkOverlaps([...entries.values()], directoryOffset, source.path);
  return entries;
}

async function readEntry(zip: ZipFile, entry: Entry, path: string): Promise<ZipEntry> {
  const name = entry.fileNameRaw.toString('utf8');
  const headerOffset = entry.relativeOffsetOfLocalHeader;
  const place = { path, byteOffset: headerOffset };
  const local = await zip.readLocalFileHeaderPromise(entry, {});
  if (entry.isEncrypted() || (local.generalPurposeBitFlag & 1) !== 0) {
    throw pytorchError(place, `the entry ${quote(name)} of its zip is encrypted; PyTorch does not do that`);
  }
  if (name.includes('/code/')) {
    const problem = 'it is a TorchScript program: expected weights, written by torch.save(model.state_dict(), path)';
    throw pytorchError({ path }, problem);
  }
  if (entry.compressionMethod !== 0 || local.compressionMethod !== 0) {
    const problem = `the entry ${quote(name)} of its zip is compressed; PyTorch does not do that: ${howToConvert(path)}`;
    throw pytorchError(place, problem, { actual: entry.compressionMethod });
  }
  if (!local.fileName.equals(entry.fileNameRaw)) {
    throw pytorchError(place, `the entry ${quote(name)} of its zip has another name in its own header`);
  }
  return { name, headerOffset, byteOffset: local.fileDataStart, byteLength: entry.uncompressedSize };
}

/** Each byte before the directory belongs to one entry at most: overlaps are how a small file pretends to be a large one. */
function checkOverlaps(entries: ZipEntry[], directoryOffset: number, path: string): void {
  entries.sort((a, b) => a.headerOffset - b.headerOffset);
  for (const [index, { name, byteOffset, byteLength }] of entries.entries()) {
    const next = entries[index + 1]?.headerOffset ?? directoryOffset;
    if (byteOffset + byteLength <= next) continue;
    const problem = `the entry ${quote(name)} of its zip ends at byte ${byteOffset + byteLength}, within what begins at ${next}`;
    throw pytorchError({ path, byteOffset }, problem, { expected: next, actual: byteOffset + byteLength });
  }
}
