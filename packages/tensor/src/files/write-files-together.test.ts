import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { OutputError } from '../errors/error-classes.js';
import { writeFilesTogether } from './write-file-atomically.js';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bertsmith-together-'));
});

it('writes all files', async () => {
  await writeFilesTogether([
    [join(directory, 'a'), 'first'],
    [join(directory, 'b'), Uint8Array.of(65)],
  ]);
  expect(readFileSync(join(directory, 'a'), 'utf8')).toBe('first');
  expect(readFileSync(join(directory, 'b'), 'utf8')).toBe('A');
});

it('replaces none of the old files when the content of a later one fails', async () => {
  for (const name of ['a', 'b']) writeFileSync(join(directory, name), 'old');
  const failing = function* (): Generator<Uint8Array> {
    yield Uint8Array.of(1);
    throw new RangeError('no more');
  };
  const files = [
    [join(directory, 'a'), 'new'],
    [join(directory, 'b'), failing()],
  ] as const;
  await expect(writeFilesTogether(files)).rejects.toThrow('no more');
  expect(['a', 'b'].map((name) => readFileSync(join(directory, name), 'utf8'))).toEqual(['old', 'old']);
  expect(readdirSync(directory)).toEqual(['a', 'b']);
});

it('replaces none when a later one cannot be written at all', async () => {
  writeFileSync(join(directory, 'a'), 'old');
  const files = [
    [join(directory, 'a'), 'new'],
    [join(directory, 'missing', 'b'), 'new'],
  ] as const;
  await expect(writeFilesTogether(files)).rejects.toThrow(OutputError);
  expect(readFileSync(join(directory, 'a'), 'utf8')).toBe('old');
  expect(readdirSync(directory)).toEqual(['a']);
});
