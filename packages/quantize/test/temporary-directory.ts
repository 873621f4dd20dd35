import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** A directory for the tests of a file, removed behind them. @returns a path in it */
export function useTemporaryDirectory(): (name: string) => string {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'bertsmith-quantize-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  return (name) => join(directory, name);
}
