import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commonMaxLength } from './measure-directories.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lengths-'));
  writeFileSync(join(folder, 'training_config.yaml'), 'maxLength: 48\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the length that models are compared at', () => {
  const models = () => [
    { directory: 'trained elsewhere', config: { maxPositionEmbeddings: 512 } },
    { directory: folder, config: { maxPositionEmbeddings: 64 } },
  ];

  it('is the shortest that one of them was trained with, whichever is first', async () => {
    expect(await commonMaxLength(undefined, models())).toBe(48);
    expect(await commonMaxLength(undefined, models().reverse())).toBe(48);
  });

  it('is what was asked for, if all of them take it', async () => {
    expect(await commonMaxLength(64, models())).toBe(64);
    await expect(commonMaxLength(65, models())).rejects.toThrow(/--max-length is 65, this model takes at most 64/);
  });
});
