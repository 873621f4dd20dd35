import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError, OutputError, ShapeError } from '../errors/error-classes.js';
import { openSafetensors } from './open-safetensors.js';
import { SafetensorsWriter } from './safetensors-writer.js';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'writer-'));
  path = join(directory, 'rows.safetensors');
});
afterEach(() => rm(directory, { recursive: true }));

const WIDE = { name: 'wide', dtype: 'float32', rowShape: [2, 3] } as const;
const IDS = { name: 'ids', dtype: 'int32', rowShape: [] } as const;
const LONG = { name: 'long', dtype: 'int64', rowShape: [1] } as const;

const counting = (from: number, length: number) => Float32Array.from({ length }, (_, index) => from + index);

it('has the rows of each tensor one behind the other, in whatever order they came', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(2), fc.nat(3)), { maxLength: 12 }), async (appends) => {
      const writer = await SafetensorsWriter.create(path, [WIDE, IDS, LONG], { layers: '0,6' });
      const expected = { wide: [] as number[], ids: [] as number[], long: [] as bigint[] };
      for (const [tensor, rows] of appends) {
        const from = 10 * expected.wide.length + expected.ids.length;
        if (tensor === 0) await writer.append('wide', counting(from, 6 * rows));
        if (tensor === 1) await writer.append('ids', Int32Array.from(counting(from, rows)));
        if (tensor === 2) await writer.append('long', BigInt64Array.from(Array.from(counting(from, rows), BigInt)));
        const values = Array.from(counting(from, tensor === 0 ? 6 * rows : rows));
        if (tensor === 2) expected.long.push(...values.map(BigInt));
        else expected[tensor === 0 ? 'wide' : 'ids'].push(...values);
      }
      expect(writer.rows('wide')).toBe(expected.wide.length / 6);
      await writer.commit();
      expect(await readdir(directory)).toEqual(['rows.safetensors']);
      await using file = await openSafetensors(path);
      expect(file.metadata.get('layers')).toBe('0,6');
      expect(Array.from(file.entries.values(), ({ shape }) => shape)).toEqual([
        [expected.wide.length / 6, 2, 3],
        [expected.ids.length],
        [expected.long.length, 1],
      ]);
      for (const [name, values] of Object.entries(expected)) {
        expect(Array.from((await file.read(name)).data as ArrayLike<number>)).toEqual(values);
      }
    }),
    { numRuns: 25 },
  );
});

it('gives rows back without the rest', async () => {
  const writer = await SafetensorsWriter.create(path, [WIDE, LONG]);
  await writer.append('wide', counting(0, 30));
  await writer.append('long', BigInt64Array.of(1n, 2n, 3n));
  await writer.commit();
  await using file = await openSafetensors(path);
  const two = await file.readSlice('wide', 3, 2);
  expect(two).toEqual({ dtype: 'float32', shape: [2, 2, 3], data: counting(18, 12) });
  expect((await file.readSlice('long', 1, 1)).data).toEqual(BigInt64Array.of(2n));
  expect((await file.readSlice('long', 3, 0)).data).toHaveLength(0);
  for (const [row, count] of [
    [3, 3],
    [-1, 1],
    [0.5, 1],
    [2, -1],
  ] as const) {
    await expect(file.readSlice('wide', row, count)).rejects.toThrow(ShapeError);
  }
});

describe('a file that is given up', () => {
  it('leaves nothing, and what was there is there', async () => {
    await writeFile(path, 'old');
    const writer = await SafetensorsWriter.create(path, [WIDE, IDS]);
    await writer.append('ids', Int32Array.of(1, 2));
    expect(await readdir(directory)).toHaveLength(3);
    await writer.discard();
    expect(await readdir(directory)).toEqual(['rows.safetensors']);
    expect(await readFile(path, 'utf8')).toBe('old');
  });
});

describe('refuses', () => {
  it('rows that are not whole, or of another dtype, or of no tensor', async () => {
    const writer = await SafetensorsWriter.create(path, [WIDE]);
    await expect(writer.append('wide', new Float32Array(5))).rejects.toThrow(
      'expected whole rows of 6 float32 elements',
    );
    await expect(writer.append('wide', new Int32Array(6))).rejects.toThrow(InputError);
    await expect(writer.append('other', new Float32Array(6))).rejects.toThrow('there is no tensor "other"');
    await writer.discard();
  });

  it('two tensors of one name, and a directory that is not there', async () => {
    await expect(SafetensorsWriter.create(path, [WIDE, WIDE])).rejects.toThrow('it is taken');
    await expect(SafetensorsWriter.create(join(path, 'x'), [WIDE])).rejects.toThrow(OutputError);
    expect(await readdir(directory)).toEqual([]);
  });
});
