import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PartialBlob } from './partial-blob.js';

const BLOB = 'a'.repeat(40);
const HERE = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** No process has a number this high: Linux ends at 4,194,304. */
const NOBODY = 99_999_999;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blobs-'));
});
afterEach(() => rm(folder, { recursive: true }));

function open(): Promise<PartialBlob> {
  return PartialBlob.open(join(folder, BLOB));
}

async function leave(name: string, text: string, ageMs = 0): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, text);
  const time = new Date(Date.now() - ageMs);
  await utimes(path, time, time);
}

describe('a partial blob', () => {
  it('goes on with what was released, also within one process', async () => {
    const first = await open();
    await first.append(Buffer.from('half'));
    await first.release();
    const second = await open();
    expect(second.sizeBytes).toBe(4);
    await second.append(Buffer.from(' and half'));
    await second.finish();
    expect(await readdir(folder)).toEqual([BLOB]);
    expect(await readFile(join(folder, BLOB), 'utf8')).toBe('half and half');
  });

  it('leaves nothing when nothing came', async () => {
    await (await open()).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['free', `${BLOB}.free-00000000.incomplete`, 0],
    ['of a process that ended', `${BLOB}.${HERE}-${NOBODY}-00000000.incomplete`, 0],
    ['of another machine, long ago', `${BLOB}.00000000-1-00000000.incomplete`, 3_600_000],
  ])('takes one that is %s', async (_, name, ageMs) => {
    await leave(name, 'half', ageMs);
    const blob = await open();
    expect(blob.sizeBytes).toBe(4);
    await blob.release();
  });

  it.each([
    ['of a process that runs', `${BLOB}.${HERE}-${process.pid}-00000000.incomplete`],
    ['of another machine, lately', `${BLOB}.00000000-1-00000000.incomplete`],
    ["of Python's client", `${BLOB}.incomplete`],
    ['of another blob', `${'b'.repeat(40)}.free-00000000.incomplete`],
  ])('leaves one alone that is %s', async (_, name) => {
    await leave(name, 'half');
    const blob = await open();
    expect(blob.sizeBytes).toBe(0);
    await blob.append(Buffer.from('whole'));
    await blob.finish();
    expect((await readdir(folder)).sort()).toEqual([BLOB, name].sort());
  });

  it('takes the largest of several, and removes the others in the end', async () => {
    await leave(`${BLOB}.free-00000000.incomplete`, 'a');
    await leave(`${BLOB}.free-00000001.incomplete`, 'abc');
    await leave(`${BLOB}.free-00000002.incomplete`, 'ab');
    const blob = await open();
    expect(blob.sizeBytes).toBe(3);
    await blob.finish();
    expect(await readdir(folder)).toEqual([BLOB]);
  });

  it('is one for each of two that want it', async () => {
    await leave(`${BLOB}.free-00000000.incomplete`, 'half');
    const both = await Promise.all([open(), open()]);
    expect(both.map(({ sizeBytes }) => sizeBytes).sort()).toEqual([0, 4]);
    for (const blob of both) await blob.release();
  });
});
