import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { BertForSequenceClassification } from '@bertsmith/bert-core';
import { loadModel, saveModel } from '@bertsmith/bert-core/files';
import {
  ConfigError,
  FormatError,
  type NamedTensor,
  serializeSafetensors,
  type Tensor,
  tensor,
} from '@bertsmith/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { learner } from '../../../test/structured/tiny-examples.js';
import { hasSameBits } from '../../../test/structured/tiny-models.js';
import { randomWeights } from '../criteria/random-weights.js';
import { weightMagnitude } from '../criteria/weight-magnitude.js';
import { pruneWeights } from '../prune-weights.js';
import type { SparseCompression } from './compression.js';
import { loadSparseWeights, readSparse } from './read-sparse.js';
import { saveSparse, saveSparseWeights } from './save-sparse.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bertsmith-prune-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));
const inDirectory = (name: string) => join(directory, name);

const float32 = (shape: number[], data: readonly number[]): Tensor =>
  tensor('float32', shape, Float32Array.from(data)) as Tensor;
const uint8 = (data: readonly number[]): Tensor => tensor('uint8', [data.length], Uint8Array.from(data)) as Tensor;

const hasZstd = 'zstdCompress' in zlib;
const COMPRESSIONS: readonly SparseCompression[] = hasZstd ? ['none', 'gzip', 'zstd'] : ['none', 'gzip'];

/** A NaN with bits of its own, which a copy by value may lose. */
const PAYLOAD_NAN = new Float32Array(Uint32Array.of(0x7fc12345).buffer);

describe('saveSparse and readSparse', () => {
  const numbers = fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, 1e-45) },
    { weight: 2, arbitrary: fc.float() },
  );
  const shapes = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 });
  const tensors = fc.array(
    shapes.chain((shape) => {
      const length = shape.reduce((product, size) => product * size, 1);
      return fc.array(numbers, { minLength: length, maxLength: length }).map((data) => float32(shape, data));
    }),
    { maxLength: 5 },
  );

  it('gives back what was written, bit for bit, whatever the compression', async () => {
    await fc.assert(
      fc.asyncProperty(tensors, fc.constantFrom(...COMPRESSIONS), async (all, compression) => {
        // Names that could be taken for parts of one another.
        const named = all.map(
          (each, index): NamedTensor => [['a', 'bits.a', 'dense.a', 'values.a', 'b'][index] ?? '', each],
        );
        const path = inDirectory('property');
        await saveSparse(path, named, { compression });
        const read = await readSparse(path);
        expect([...read.keys()].sort()).toEqual(named.map(([name]) => name).sort());
        for (const [name, { shape, data }] of named) {
          expect(read.get(name)?.shape).toEqual(shape);
          expect(hasSameBits(read.get(name)?.data as Float32Array, data as Float32Array)).toBe(true);
        }
      }),
      { seed: 7, numRuns: 150 },
    );
  });

  it.each<[string, Float32Array]>([
    ['all zero', new Float32Array(1000)],
    ['none zero', new Float32Array(1000).fill(1)],
    ['a last byte that is not full', Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3)],
    ['a NaN with bits of its own', Float32Array.of(0, 0, 0, 0, PAYLOAD_NAN[0] as number)],
  ])('with %s', async (_, data) => {
    // Not `Float32Array.of`: a NaN may change on the way through a number.
    if (Number.isNaN(data.at(-1)))
      new Uint32Array(data.buffer).set(new Uint32Array(PAYLOAD_NAN.buffer), data.length - 1);
    const path = inDirectory('extreme');
    await saveSparse(path, [['x', { dtype: 'float32', shape: [data.length], data } as Tensor]]);
    expect(hasSameBits((await readSparse(path)).get('x')?.data as Float32Array, data)).toBe(true);
  });

  it('takes a 32nd and the values that are left', async () => {
    const data = Float32Array.from({ length: 8000 }, (_, index) => (index % 4 === 0 ? index + 1 : 0));
    const { denseBytes, fileBytes } = await saveSparse(inDirectory('quarter'), [['x', float32([8000], [...data])]]);
    expect(denseBytes).toBe(32_000);
    expect(fileBytes).toBeGreaterThan(1000 + 8000);
    expect(fileBytes).toBeLessThan(1000 + 8000 + 500);
    expect(fileBytes).toBe((await readFile(inDirectory('quarter'))).length);
  });

  it('replaces a file whole, and leaves nothing beside it', async () => {
    const path = inDirectory('whole');
    await saveSparse(path, [['x', float32([2], [1, 0])]]);
    const before = await readFile(path);
    const integers = [['x', uint8([1])]] as const;
    await expect(saveSparse(path, integers)).rejects.toThrow(/"x" is uint8, expected float32/);
    await expect(saveSparse(path, [], { compression: 'brotli' as 'gzip' })).rejects.toThrow(
      /expected none, gzip or zstd/,
    );
    expect(await readFile(path)).toEqual(before);
    expect((await readdir(directory)).filter((name) => name.startsWith('whole'))).toEqual(['whole']);
  });
});

describe('zstd', () => {
  const pack = () => saveSparse(inDirectory('zstd'), [['x', float32([4], [0, 0, 0, 2])]], { compression: 'zstd' });

  it.runIf(hasZstd)('is there, both ways', async () => {
    await pack();
    expect([...(await readFile(inDirectory('zstd'))).subarray(0, 4)]).toEqual([0x28, 0xb5, 0x2f, 0xfd]);
    expect((await readSparse(inDirectory('zstd'))).get('x')?.data).toEqual(Float32Array.of(0, 0, 0, 2));
  });

  it.skipIf(hasZstd)('is refused where Node.js does not have it, both ways', async () => {
    await expect(pack()).rejects.toThrow(/has no zstd: take 22.15 or later, or gzip/);
    await writeFile(inDirectory('zstd'), Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0, 0));
    await expect(readSparse(inDirectory('zstd'))).rejects.toThrow(/has no zstd/);
  });
});

const SCOPES = ['global', 'matrix', 'row'] as const;
const drawn = (seed: number) => BertForSequenceClassification.initialize(learner().config, { seed });

describe('models', () => {
  it('pruning commutes with saving and loading, dense or sparse', async () => {
    const file = inDirectory('commuting');
    const roundTrips: Record<string, (model: BertForSequenceClassification) => Promise<BertForSequenceClassification>> =
      {
        dense: async (model) => {
          await saveModel(model, file);
          return (await loadModel(file, { architecture: 'BertForSequenceClassification' })).model;
        },
        sparse: async (model) => {
          const [loaded, path] = [drawn(0), `${file}.safetensors`];
          await saveSparseWeights(model, path, { compression: 'gzip' });
          await loadSparseWeights(loaded, path);
          return loaded;
        },
      };
    const selection = fc.oneof(
      fc.record({ sparsity: fc.double({ min: 0, max: 0.99, noNaN: true }), scope: fc.constantFrom(...SCOPES) }),
      fc.constantFrom({ pattern: '2:4' as const }, { pattern: '1:8' as const }),
    );
    const criteria = [weightMagnitude(), randomWeights({ seed: 3 })];
    const property = fc.asyncProperty(
      fc.constantFrom('dense', 'sparse'),
      fc.constantFrom(...criteria),
      selection,
      fc.nat(1000),
      async (trip, criterion, chosen, seed) => {
        const roundTrip = roundTrips[trip] as (typeof roundTrips)[string];
        const [prunedFirst, savedFirst] = [drawn(seed), await roundTrip(drawn(seed))];
        await pruneWeights(prunedFirst, { criterion, ...chosen });
        await pruneWeights(savedFirst, { criterion, ...chosen });
        const loaded = await roundTrip(prunedFirst);
        expect(hasSameBits(loaded.arena.data, prunedFirst.arena.data)).toBe(true);
        expect(hasSameBits(savedFirst.arena.data, loaded.arena.data)).toBe(true);
      },
    );
    await fc.assert(property, { numRuns: 30 });
  });

  it('a sparse file is smaller than a dense one', async () => {
    const model = learner();
    await pruneWeights(model, { criterion: weightMagnitude(), sparsity: 0.8 });
    const { denseBytes, fileBytes } = await saveSparseWeights(model, inDirectory('model'), { compression: 'gzip' });
    expect(fileBytes).toBeLessThan(denseBytes);
  });

  it('another model is refused, and stays as it is', async () => {
    await saveSparseWeights(learner(), inDirectory('other'));
    const wider = learner({ intermediateSize: 40 });
    const before = wider.arena.data.slice();
    const loading = loadSparseWeights(wider, inDirectory('other'));
    await expect(loading).rejects.toThrow(/the model's is float32\[40, 16\], the file has \[32, 16\]/);
    expect(wider.arena.data).toEqual(before);
    const shallow = learner({ numHiddenLayers: 1 });
    await expect(loadSparseWeights(shallow, inDirectory('other'))).rejects.toThrow(/the model has no such parameter/);
  });
});

describe('what readSparse refuses', () => {
  const METADATA = { format: 'bertsmith-sparse', version: '1' };
  const GOOD: readonly NamedTensor[] = [
    ['bits.x', uint8([0b101, 0b1])],
    ['values.x', float32([3], [1, 2, 3])],
  ];
  const with9 = { ...METADATA, 'shape.x': '9' };
  const replaced = (name: string, each: Tensor) =>
    GOOD.map((pair): NamedTensor => (pair[0] === name ? [name, each] : pair));

  const fileOf = async (tensors: readonly NamedTensor[], metadata: Record<string, string>) => {
    await writeFile(inDirectory('lying'), Buffer.concat([...serializeSafetensors(tensors, metadata)]));
    return inDirectory('lying');
  };

  it('nothing of this one', async () => {
    expect((await readSparse(await fileOf(GOOD, with9))).get('x')?.data).toEqual(
      Float32Array.of(1, 0, 2, 0, 0, 0, 0, 0, 3),
    );
  });

  it.each<[string, readonly NamedTensor[], Record<string, string>, RegExp]>([
    ['another format', GOOD, { ...with9, format: 'pt' }, /has the format 'pt', expected 'bertsmith-sparse'/],
    ['a later version', GOOD, { ...with9, version: '2' }, /is of version '2', expected 1/],
    ['a shape that is too large', GOOD, { ...METADATA, 'shape.x': '17' }, /has 2 bytes of bits, expected 3/],
    ['a shape beyond all numbers', GOOD, { ...METADATA, 'shape.x': '999999999999999,999' }, /its shape is '9+,999'/],
    ['a shape that is none', GOOD, { ...METADATA, 'shape.x': '3,-3' }, /its shape is '3,-3', expected sizes/],
    ['a value too few', replaced('values.x', float32([2], [1, 2])), with9, /has 2 values, and 3 bits say/],
    ['bits behind the end', replaced('bits.x', uint8([0b101, 0b10])), with9, /bits behind its last element are set/],
    ['bits of another type', replaced('bits.x', float32([2], [1, 2])), with9, /it has no bits/],
    ['no values', GOOD.slice(0, 1), with9, /it has no values/],
    ['no shape', GOOD, METADATA, /it belongs to no tensor of the file/],
    ['a tensor twice', [...GOOD, ['dense.x', float32([9], Array(9).fill(1))]], with9, /it is there twice/],
    ['a dense one of bytes', [['dense.x', uint8([1])]], METADATA, /it is uint8, expected float32/],
  ])('%s', async (_, tensors, metadata, message) => {
    const reading = readSparse(await fileOf(tensors, metadata));
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(message);
  });

  it('what becomes too large: as a file, decompressed, or dense', async () => {
    const zeros: readonly NamedTensor[] = [['x', float32([100_000], Array(100_000).fill(0))]];
    const path = inDirectory('bomb');
    await saveSparse(path, zeros);
    await expect(readSparse(path, { maximumBytes: 20_000 })).rejects.toThrow(
      /would take 400000 bytes, allowed are 20000/,
    );
    await expect(readSparse(path, { maximumBytes: 1000 })).rejects.toThrow(/it has 12\d\d\d bytes, allowed are 1000/);
    await saveSparse(path, zeros, { compression: 'gzip' });
    const reading = readSparse(path, { maximumBytes: 1000 });
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(/would become more than 1000 bytes/);
    expect((await readSparse(path, { maximumBytes: 400_000 })).get('x')?.data).toHaveLength(100_000);
  });

  it.each(COMPRESSIONS)(
    'one that is cut short, wherever that is, and bits that changed where there is a checksum: %s',
    async (compression) => {
      const values = Array.from({ length: 50 }, (_, at) => (at % 3 === 0 ? at : 0));
      const path = inDirectory('whole');
      await saveSparse(path, [['x', float32([5, 10], values)]], { compression });
      const [whole, expected] = [await readFile(path), await readSparse(path)];
      const outcomeOf = async (content: Uint8Array) => {
        await writeFile(inDirectory('damaged'), content);
        return await readSparse(inDirectory('damaged')).catch((error: unknown) => error);
      };
      for (let length = 0; length < whole.length; length += 7) {
        const outcome = await outcomeOf(whole.subarray(0, length));
        // A checksum that is missing at the end of zstd is not missed by Node.js when all else is there.
        if (compression === 'zstd' && !(outcome instanceof Error)) expect(outcome).toEqual(expected);
        else expect(outcome).toBeInstanceOf(FormatError);
      }
      for (let at = 0; at < whole.length; at += 5) {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] as number) ^ 0x10;
        const outcome = await outcomeOf(changed);
        if (outcome instanceof Error)
          expect(FormatError.isInstance(outcome) || ConfigError.isInstance(outcome)).toBe(true);
        // What is not compressed has no checksum: values may be any. Some bytes of a header of gzip mean nothing.
        else if (compression !== 'none') expect(outcome).toEqual(expected);
      }
    },
  );

  it('a damaged archive', async () => {
    const packed = zlib.gzipSync(Buffer.concat([...serializeSafetensors(GOOD, with9)]));
    await writeFile(inDirectory('damaged'), packed.subarray(0, packed.length - 12));
    await expect(readSparse(inDirectory('damaged'))).rejects.toThrow(/cannot be decompressed, it is damaged/);
  });
});
