import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError } from '@bertsmith/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MadeEntry, makeZip } from '../../../../test/make-zip.js';
import { readZipDirectory } from './read-zip-directory.js';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zip-'));
  path = join(directory, 'model.bin');
});
afterEach(() => rm(directory, { recursive: true }));

async function read(content: Buffer) {
  await writeFile(path, content);
  await using handle = await open(path, 'r');
  return await readZipDirectory(handle, { path, fileSize: content.length });
}

const bytes = (text: string) => Buffer.from(text);
const ENTRIES: readonly MadeEntry[] = [
  { name: 'model/data.pkl', data: bytes('pickle') },
  { name: 'model/data/0', data: bytes('zero') },
  { name: 'model/data/1' },
];

describe('readZipDirectory', () => {
  it.each([false, true])('says where the entries are (zip64: %s)', async (zip64) => {
    const content = makeZip(ENTRIES, { zip64 });
    const entries = await read(content);
    expect([...entries.keys()]).toEqual(ENTRIES.map(({ name }) => name));
    for (const { name, data = Buffer.alloc(0) } of ENTRIES) {
      const { byteOffset, byteLength } = entries.get(name)!;
      expect(content.subarray(byteOffset, byteOffset + byteLength)).toEqual(data);
    }
  });

  it.each<[string, readonly MadeEntry[], RegExp]>([
    ['compressed', [{ name: 'a', data: bytes('zzzz'), method: 8 }], /the entry "a" of its zip is compressed/],
    ['encrypted', [{ name: 'a', data: bytes('zzzz'), flags: 1 }], /mismatch|is encrypted/],
    [
      'encrypted by its own header',
      [{ name: 'a', data: bytes('zzzz'), localFlags: 1 }],
      /the entry "a" .* is encrypted/,
    ],
    ['of two names', [{ name: 'a', localName: 'b' }], /the entry "a" of its zip has another name in its own header/],
    ['there twice', [{ name: 'a' }, { name: 'a' }], /two entries that are called "a"/],
    ['larger than the file', [{ name: 'a', data: bytes('x'), size: 1_000 }], /cannot be read|within what begins/],
    ['4 GB of nothing', [{ name: 'a', data: bytes('x'), size: 0xffff_fff0 }], /cannot be read/],
    ['beyond the file', [{ name: 'a', offset: 1_000_000 }], /points beyond the \d+ bytes of the file/],
    ['in the directory', [{ name: 'a' }, { name: 'bb', data: bytes('x'), size: 10 }], /"bb" of its zip ends at byte/],
    ['over another', [{ name: 'a', data: bytes('x'), size: 40 }, { name: 'b' }], /"a" .* within what begins at/],
  ])('refuses an entry that is %s', async (_, entries, message) => {
    const failure = await read(makeZip(entries)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FormatError);
    expect((failure as FormatError).message).toMatch(message);
  });

  it('refuses entries that share their bytes, which is how a small file seems large', async () => {
    const content = makeZip([
      { name: 'a', data: Buffer.alloc(100) },
      { name: 'a', offset: 0, size: 100 },
    ]);
    await expect(read(content)).rejects.toThrow(FormatError);
  });

  it('refuses a directory that is said to be longer than any', async () => {
    const problem = 'its zip is said to have 1000000000000 entries, expected at most 20000';
    await expect(read(makeZip(ENTRIES, { zip64: true, entryCount: 10 ** 12 }))).rejects.toThrow(problem);
    await expect(read(makeZip(ENTRIES, { entryCount: 4 }))).rejects.toThrow(FormatError);
  });

  it('refuses what is no zip, or is cut', async () => {
    await expect(read(bytes('<html>not found</html>'))).rejects.toThrow(/its zip directory cannot be read/);
    const content = makeZip(ENTRIES);
    for (let length = 0; length < content.length; length++) {
      await expect(read(content.subarray(0, length))).rejects.toThrow(FormatError);
    }
  });
});
