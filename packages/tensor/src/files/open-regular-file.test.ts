import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { InputError } from '../errors/error-classes.js';
import { openRegularFile } from './open-regular-file.js';
import { readTextFileOrFail } from './read-text-file-or-fail.js';

it.skipIf(platform() === 'win32')('does not wait for a pipe, nor read a device without end', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'bertsmith-regular-'));
  const [pipe, device] = [join(directory, 'pipe'), join(directory, 'device')];
  execFileSync('mkfifo', [pipe]);
  symlinkSync('/dev/zero', device);
  for (const path of [pipe, device]) {
    await expect(readTextFileOrFail(path)).rejects.toThrow(InputError);
    await expect(openRegularFile(path)).rejects.toThrow('it is not a file but a pipe or device');
  }
});
