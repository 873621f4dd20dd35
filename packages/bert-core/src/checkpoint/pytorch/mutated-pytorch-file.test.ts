/** Files that were damaged at random are read within their bounds or refused with an error of ours, never anything else. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BertsmithError, isFloatingPoint } from '@bertsmith/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkpointPath } from '../../../test/checkpoint-fixtures.js';
import { openPytorchFile } from './open-pytorch-file.js';

const RUNS = { numRuns: 500 };
/** All memory that a test is ready to give to a damaged tensor. */
const LARGEST_ELEMENTS = 1_000_000;
const originals = ['views.bin', 'dtypes.bin', 'protocol-5.bin'].map((name) => readFileSync(checkpointPath(name)));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mutated-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function readAll(content: Uint8Array): Promise<void> {
  const path = join(directory, 'pytorch_model.bin');
  await writeFile(path, content);
  try {
    await using file = await openPytorchFile(path);
    for (const { name, dtype, shape } of file.tensors.values()) {
      const length = shape.reduce((product, size) => product * size, 1);
      if (length <= LARGEST_ELEMENTS && isFloatingPoint(dtype)) await file.readInto(name, new Float32Array(length));
    }
  } catch (error) {
    if (!BertsmithError.isInstance(error)) throw error;
    expect(error.message.length).toBeLessThan(2_000);
  }
}

const original = fc.constantFrom(...originals);

it('with bytes changed', async () => {
  const change = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(original, fc.array(change, { minLength: 1, maxLength: 8 }), async (from, changes) => {
      const content = new Uint8Array(from);
      for (const [at, byte] of changes) content[Math.floor(at * content.length)] = byte;
      await readAll(content);
    }),
    RUNS,
  );
});

it('with bytes of the zip directory changed', async () => {
  const start = originals.map((content) => content.indexOf(Buffer.from('504b0102', 'hex')));
  await fc.assert(
    fc.asyncProperty(fc.nat(2), fc.nat(2_000), fc.constantFrom(0, 1, 8, 127, 255), async (which, at, byte) => {
      const content = new Uint8Array(originals[which] as Uint8Array);
      const from = start[which] as number;
      content[from + (at % (content.length - from))] = byte;
      await readAll(content);
    }),
    RUNS,
  );
});

it('cut, or with bytes put in', async () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  await fc.assert(
    fc.asyncProperty(original, share, share, fc.uint8Array({ maxLength: 20 }), async (from, end, start, inserted) => {
      const [a, b] = [end, start].map((each) => Math.floor(each * from.length));
      await readAll(Buffer.concat([from.subarray(0, a), inserted, from.subarray(b)]));
    }),
    RUNS,
  );
});

it('of random bytes', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), readAll), RUNS);
});
