/** Files that PyTorch would not write: their zip, their pickle and their storages contradict each other, or ask for too much. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError } from '@bertsmith/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MadeEntry, makeZip } from '../../../test/make-zip.js';
import { openPytorchFile } from './open-pytorch-file.js';
import { MAXIMUM_PICKLE_BYTES } from './pytorch-limits.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lying-'));
});
afterEach(() => rm(directory, { recursive: true }));

interface Claim {
  readonly name?: string;
  /** Elements of the storage, as the pickle says. */
  readonly length?: number;
  readonly offset?: number;
  readonly shape?: readonly number[];
  readonly strides?: readonly number[];
}

const text = (value: string) => `X${String.fromCharCode(value.length)}\0\0\0${value}`;
const number = (value: number) => `K${String.fromCharCode(value)}`;
const numbers = (values: readonly number[]) => `(${values.map(number).join('')}t`;

/** A float32 tensor of storage `0`, as `torch.save` writes one with protocol 2 (without its memo). */
function tensorOf({ name = 'w', length = 4, offset = 0, shape = [4], strides = [1] }: Claim): string {
  const storage = `(${text('storage')}ctorch\nFloatStorage\n${text('0')}${text('cpu')}${number(length)}tQ`;
  const args = `(${storage}${number(offset)}${numbers(shape)}${numbers(strides)}\x89ccollections\nOrderedDict\n)Rt`;
  return `${text(name)}ctorch._utils\n_rebuild_tensor_v2\n${args}Rs`;
}

const pickleOf = (...claims: readonly Claim[]) => Buffer.from(`\x80\x02}${claims.map(tensorOf).join('')}.`, 'latin1');
const STORAGE: MadeEntry = { name: 'archive/data/0', data: new Uint8Array(new Float32Array([1, 2, 3, 4]).buffer) };
const PICKLE: MadeEntry = { name: 'archive/data.pkl', data: pickleOf({}) };

async function open(...entries: readonly MadeEntry[]) {
  const path = join(directory, 'pytorch_model.bin');
  await writeFile(path, makeZip(entries));
  return await openPytorchFile(path);
}

it('a file that does not lie is read', async () => {
  await using file = await open(PICKLE, STORAGE, { name: 'archive/byteorder', data: Buffer.from('little') });
  const values = new Float32Array(4);
  await file.readInto('w', values);
  expect([...values]).toEqual([1, 2, 3, 4]);
});

describe('a tensor is refused', () => {
  const ones = Array.from({ length: 65 }, () => 1);
  it.each<[string, readonly Claim[], string]>([
    ['beyond its storage', [{ shape: [5] }], 'is not within the 4 elements of its storage'],
    ['that begins beyond its storage', [{ offset: 4, shape: [1] }], 'is not within the 4 elements'],
    ['whose strides lead out of its storage', [{ shape: [2, 2], strides: [3, 1] }], 'is not within the 4 elements'],
    [
      'of a storage that is said to be larger',
      [{ length: 5, shape: [5] }],
      'is said to have 5 elements of float32, 20 bytes, the file has 16',
    ],
    ['of a storage that is said to be smaller', [{ length: 3, shape: [3] }], 'is said to have 3 elements'],
    ['of 65 dimensions', [{ shape: ones, strides: ones }], 'it has 65 dimensions, expected at most 64'],
    ['that is there twice', [{}, {}], 'tensor "w": it is in the file twice'],
  ])('%s', async (_, claims, message) => {
    const opening = open({ name: 'archive/data.pkl', data: pickleOf(...claims) }, STORAGE);
    await expect(opening).rejects.toThrow(FormatError);
    await expect(opening).rejects.toThrow(message);
  });

  it('of a storage that is not in the file', async () => {
    await expect(open(PICKLE)).rejects.toThrow('tensor "w": its storage "0" is not in the file');
  });
});

describe('an archive is refused', () => {
  it.each<[string, readonly MadeEntry[], string]>([
    ['of another byte order', [PICKLE, { name: 'archive/byteorder', data: Buffer.from('big') }], "byte order 'big'"],
    ['with two pickles', [PICKLE, { ...PICKLE, name: 'other/data.pkl' }], 'expected one data.pkl in its zip, found 2'],
    ['without a pickle', [STORAGE], 'expected one data.pkl in its zip, found 0'],
    [
      'with a pickle beyond the limit',
      [{ name: 'archive/data.pkl', data: new Uint8Array(MAXIMUM_PICKLE_BYTES + 1) }],
      `data.pkl has ${MAXIMUM_PICKLE_BYTES + 1} bytes, expected at most ${MAXIMUM_PICKLE_BYTES}`,
    ],
  ])('%s', async (_, entries, message) => {
    const opening = open(...entries);
    await expect(opening).rejects.toThrow(FormatError);
    await expect(opening).rejects.toThrow(message);
  });
});
