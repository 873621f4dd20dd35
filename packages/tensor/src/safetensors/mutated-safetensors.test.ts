/** Files that were damaged at random are refused with a FormatError or read within their bounds, never anything else. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FormatError } from '../errors/error-classes.js';
import { readSafetensors } from './read-safetensors.js';

const RUNS = { numRuns: 2_000 };
const original = new Uint8Array(
  readFileSync(new URL('../../test/fixtures/safetensors/every-dtype.safetensors', import.meta.url)),
);
const headerLength = Number(new DataView(original.buffer).getBigUint64(0, true));
const header = new TextDecoder().decode(original.subarray(8, 8 + headerLength));
const data = original.subarray(8 + headerLength);

function readWithinBounds(content: Uint8Array): void {
  try {
    const { tensors } = readSafetensors(content);
    const bytes = [...tensors.values()].reduce((sum, tensor) => sum + tensor.data.byteLength, 0);
    expect(bytes).toBeLessThanOrEqual(content.length);
  } catch (error) {
    if (!FormatError.isInstance(error)) throw error;
    expect(error.message.length).toBeLessThan(1_000);
  }
}

function assemble(newHeader: string): Uint8Array {
  const json = new TextEncoder().encode(newHeader);
  const content = new Uint8Array(8 + json.length + data.length);
  new DataView(content.buffer).setBigUint64(0, BigInt(json.length), true);
  content.set(json, 8);
  content.set(data, 8 + json.length);
  return content;
}

it('with bytes changed', () => {
  const change = fc.tuple(fc.nat(original.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
      const content = original.slice();
      for (const [at, byte] of changes) content[at] = byte;
      readWithinBounds(content);
    }),
    RUNS,
  );
});

it('cut, or with bytes put in', () => {
  const at = fc.nat(original.length);
  fc.assert(
    fc.property(at, at, fc.uint8Array({ maxLength: 20 }), (end, start, inserted) => {
      readWithinBounds(Uint8Array.of(...original.subarray(0, end), ...inserted, ...original.subarray(start)));
    }),
    RUNS,
  );
});

it('with numbers of the header replaced', () => {
  const count = header.match(/\d+/g)?.length ?? 0;
  const number = fc.oneof(
    fc.constantFrom('-1', '-0', '0.5', '1e3', '1e999', '9007199254740993', '18446744073709551615', 'null', '"1"', '[]'),
    fc.bigInt({ min: 0n, max: 2n ** 64n }).map(String),
    fc.nat(200).map(String),
  );
  fc.assert(
    fc.property(fc.nat(count - 1), number, (which, replacement) => {
      let index = 0;
      readWithinBounds(assemble(header.replace(/\d+/g, (found) => (index++ === which ? replacement : found))));
    }),
    RUNS,
  );
});

it('with parts of the header repeated, removed or swapped', () => {
  const tokens = header.match(/"(?:[^"\\]|\\.)*"|[\d.]+|./g) ?? [];
  const at = fc.nat(tokens.length);
  fc.assert(
    fc.property(at, at, at, (a, b, c) => {
      const [start = 0, middle = 0, end = 0] = [a, b, c].sort((x, y) => x - y);
      const pieces = [tokens.slice(0, start), tokens.slice(middle, end), tokens.slice(start, middle), tokens.slice(b)];
      readWithinBounds(assemble(pieces.flat().join('')));
    }),
    RUNS,
  );
});

it('of random JSON', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      readWithinBounds(assemble(json));
      readWithinBounds(assemble(`{"a":${json}}`));
      readWithinBounds(assemble(`{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4],"extra":${json}}}`));
    }),
  );
});

it('of random bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), readWithinBounds), RUNS);
});
