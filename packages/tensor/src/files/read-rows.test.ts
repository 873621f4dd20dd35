import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormatError, ShapeError } from '../errors/error-classes.js';
import { tensor } from '../tensor.js';
import { openSafetensors } from './open-safetensors.js';
import type { SafetensorsFile } from './safetensors-file.js';
import { saveSafetensors } from './save-safetensors.js';

let directory: string;
let file: SafetensorsFile;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rows-'));
  const path = join(directory, 'rows.safetensors');
  await saveSafetensors(path, [
    ['wide', tensor('float32', [4, 2], Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7))],
    ['half', tensor('bfloat16', [3], Uint16Array.of(0x3f80, 0x4000, 0x4040))],
    ['whole', tensor('int32', [2, 1], Int32Array.of(1, 2))],
  ]);
  file = await openSafetensors(path);
});
afterAll(async () => {
  await file.close();
  await rm(directory, { recursive: true });
});

describe('readRows', () => {
  it('reads rows from the middle, of every floating-point dtype', async () => {
    const two = new Float32Array(4);
    await file.readRows('wide', 1, two);
    expect([...two]).toEqual([2, 3, 4, 5]);
    await file.readRows('half', 2, two.subarray(0, 1));
    expect(two[0]).toBe(3);
  });

  it.each([
    [3, 4],
    [0, 3],
    [-1, 2],
    [0.5, 2],
  ])('refuses rows that are not there: from %d on, %d elements', async (first, length) => {
    await expect(file.readRows('wide', first, new Float32Array(length))).rejects.toThrow(ShapeError);
  });

  it('refuses integers', async () => {
    await expect(file.readRows('whole', 0, new Float32Array(1))).rejects.toThrow(FormatError);
  });
});
