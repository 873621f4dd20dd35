import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FormatError, InputError } from '../errors/error-classes.js';
import { readTextFileOrFail } from './read-text-file-or-fail.js';

const directory = mkdtempSync(join(tmpdir(), 'bertsmith-read-'));
const path = join(directory, 'vocab.txt');
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('reads text, without the byte order mark', async () => {
  writeFileSync(path, '\ufeffh\u00e9\n');
  expect(await readTextFileOrFail(path)).toBe('h\u00e9\n');
});

describe('says what to do about', () => {
  it.each([
    ['ENOENT', join(directory, 'missing'), 'it does not exist: check the path'],
    ['ENOTDIR', join(path, 'x'), 'a part of the path is a file, not a directory: correct the path'],
    ['EISDIR', directory, 'it is a directory: give the name of a file in it'],
  ])('%s', async (systemCode, target, message) => {
    const failure = new InputError(`cannot read '${target}': ${message}`, { path: target, systemCode });
    await expect(readTextFileOrFail(target)).rejects.toMatchObject({
      message: failure.message,
      details: failure.details,
    });
  });
});

it('refuses text that is not UTF-8, with the line, or much too long', async () => {
  writeFileSync(path, Uint8Array.of(0x61, 0x0a, 0xff));
  const failure = await readTextFileOrFail(path).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(FormatError);
  expect(failure).toMatchObject({ message: expect.stringContaining('vocab.txt:2: '), details: { path, line: 2 } });
  truncateSync(path, 2 ** 40);
  await expect(readTextFileOrFail(path)).rejects.toThrow('has 1099511627776 bytes');
});

it('stops when told to, with the error of the signal', async () => {
  writeFileSync(path, 'text');
  await expect(readTextFileOrFail(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});
