import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeDirectory } from './make-directory.js';

it('several that make the same directories at once all succeed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'make-'));
  for (let round = 0; round < 50; round++) {
    const deep = join(folder, `${round}`, 'a', 'b');
    await Promise.all(Array.from({ length: 4 }, (_, at) => makeDirectory(join(deep, `${at}`))));
    expect((await stat(join(deep, '3'))).isDirectory()).toBe(true);
  }
  await rm(folder, { recursive: true });
});

it.runIf(process.platform === 'linux')(
  'a place where nobody may make directories is refused, not tried for ever',
  async () => {
    await expect(makeDirectory('/proc/nowhere/a/b')).rejects.toMatchObject({ code: 'ERR_OUTPUT' });
  },
);
