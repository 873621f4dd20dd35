import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addCheckpoint, latestCheckpoint, listCheckpoints, rotateCheckpoints } from './checkpoint-directory.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bertsmith-checkpoints-'));
});
afterEach(() => rm(directory, { recursive: true }));

const add = (step: number, content = `${step}`) =>
  addCheckpoint(directory, step, (place) => writeFile(join(place, 'state'), content));
const steps = async () => (await listCheckpoints(directory)).map((path) => Number(basename(path).slice(-8)));

describe('checkpoints in a directory', () => {
  it('are listed oldest first, and the oldest go', async () => {
    for (const step of [1, 2, 10]) await add(step);
    expect(await steps()).toEqual([1, 2, 10]);
    await rotateCheckpoints(directory, 2);
    expect(await readdir(directory)).toEqual(['checkpoint-00000002', 'checkpoint-00000010']);
  });

  it('of a branch that was left go when a run goes on from before it', async () => {
    for (const step of [100, 1000, 2000]) await add(step);
    await add(150);
    expect(await steps()).toEqual([100, 150]);
    expect(await latestCheckpoint(directory)).toMatch(/150$/);
  });

  it('of the same step take the place of the old one', async () => {
    await add(3, 'old');
    await add(3, 'new');
    expect(await readdir(directory)).toEqual(['checkpoint-00000003']);
  });

  it('that was set aside when the process died is there again', async () => {
    await mkdir(join(directory, '.checkpoint-00000003.old'));
    await mkdir(join(directory, '.checkpoint-00000003.partial'));
    expect(await steps()).toEqual([3]);
    await add(4);
    expect(await readdir(directory)).toEqual(['checkpoint-00000003', 'checkpoint-00000004']);
  });

  it('that cannot be written leave nothing behind', async () => {
    const failure = addCheckpoint(directory, 5, () => Promise.reject(new Error('full')));
    await expect(failure).rejects.toThrow('full');
    expect(await readdir(directory)).toEqual([]);
  });
});
