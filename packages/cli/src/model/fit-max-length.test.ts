import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitMaxLength, trainedMaxLength } from './fit-max-length.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bertsmith-length-'));
});
afterAll(() => rm(directory, { recursive: true }));

describe('fitMaxLength', () => {
  it('is what was asked for, or 128, or what the model takes', () => {
    expect(fitMaxLength(300, { maxPositionEmbeddings: 512 })).toBe(300);
    expect(fitMaxLength(undefined, { maxPositionEmbeddings: 512 })).toBe(128);
    expect(fitMaxLength(undefined, { maxPositionEmbeddings: 64 })).toBe(64);
  });

  it('refuses more than the model takes', () => {
    expect(() => fitMaxLength(65, { maxPositionEmbeddings: 64 })).toThrow(ConfigError);
    expect(() => fitMaxLength(65, { maxPositionEmbeddings: 64 })).toThrow(
      '--max-length is 65, this model takes at most 64',
    );
  });
});

describe('trainedMaxLength', () => {
  const write = (text: string) => writeFile(join(directory, 'training_config.yaml'), text);
  const ask = (asked?: number) => trainedMaxLength(asked, { maxPositionEmbeddings: 512 }, directory);

  it('is what the model was trained with, unless something else is asked for', async () => {
    expect(await ask()).toBe(128);
    await write('task: sst2\nmaxLength: 256\n');
    expect([await ask(), await ask(64)]).toEqual([256, 64]);
    expect(await trainedMaxLength(undefined, { maxPositionEmbeddings: 200 }, directory)).toBe(200);
  });

  it.each(['maxLength: many\n', 'maxLength: 1\n', 'a: [', ''])(
    'is the default where the file says %j',
    async (text) => {
      await write(text);
      expect(await ask()).toBe(128);
    },
  );
});
