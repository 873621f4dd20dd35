import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OutputError } from '../errors/error-classes.js';
import { prepareOutputDirectory } from './prepare-output-directory.js';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bertsmith-output-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('makes the directory with its parents and leaves nothing in it', async () => {
  const path = join(directory, 'a', 'b', 'c');
  await prepareOutputDirectory(path);
  expect(readdirSync(path)).toEqual([]);
  await prepareOutputDirectory(`${path}/`);
});

it('refuses one that has something in it, unless it is asked to overwrite', async () => {
  for (const name of ['a', 'b', 'c', 'd']) writeFileSync(join(directory, name), 'x');
  const message = `the output directory '${directory}' is not empty (it has a, b, c, ...): choose another one, or ask to overwrite`;
  await expect(prepareOutputDirectory(directory)).rejects.toThrow(message);
  await expect(prepareOutputDirectory(directory, { overwrite: false })).rejects.toThrow(OutputError);
  await prepareOutputDirectory(directory, { overwrite: true });
  expect(readdirSync(directory)).toEqual(['a', 'b', 'c', 'd']);
});

it('refuses a path that leads through a file', async () => {
  const file = join(directory, 'file');
  writeFileSync(file, 'x');
  await expect(prepareOutputDirectory(file)).rejects.toThrow('a file of this name is where a directory should be');
  await expect(prepareOutputDirectory(join(file, 'x', 'y'))).rejects.toThrow(OutputError);
});

it.skipIf(!existsSync('/proc/self'))('comes back from where no directory can be made', async () => {
  await expect(prepareOutputDirectory('/proc/a/b')).rejects.toThrow(OutputError);
});

it.skipIf(process.platform === 'win32')('refuses a directory that cannot be written', async () => {
  const path = join(directory, 'read-only');
  mkdirSync(path, { mode: 0o555 });
  const asRoot = process.geteuid?.() === 0;
  if (asRoot) process.seteuid?.(65_534);
  const error: unknown = await prepareOutputDirectory(path).catch((failure: unknown) => failure);
  if (asRoot) process.seteuid?.(0);
  expect(error).toBeInstanceOf(OutputError);
});
