import { readFileSync } from 'node:fs';
import { FormatError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMarker, type MarkerKind, markerAt } from './block-markers.js';
import { decodeBzip2 } from './decode-bzip2.js';

/** Three streams by Python's bz2, the middle one empty; 12 blocks: see PROVENANCE.md. */
const packed = readFileSync(new URL('../../test/fixtures/numbered-lines.bz2', import.meta.url));
const numbered = (first: number, last: number) =>
  Array.from({ length: last - first }, (_, index) => `line ${String(first + index).padStart(6, '0')}\n`).join('');
const expected = `${numbered(0, 20_000)}${'a'.repeat(300)}\n${numbered(20_000, 30_000)}`;

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function decode(bytes: Uint8Array, size = 4096): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of decodeBzip2(inChunks(bytes, size), 'dump.bz2')) pieces.push(piece);
  return Buffer.concat(pieces).toString('latin1');
}

async function failureOf(bytes: Uint8Array): Promise<FormatError> {
  const failure: unknown = await decode(bytes).catch((error: unknown) => error);
  if (!FormatError.isInstance(failure)) throw new Error(`expected a FormatError, found ${String(failure)}`);
  return failure;
}

describe('decodeBzip2', () => {
  it.each([1000, 7777, packed.length])(
    'unpacks several streams of several blocks, in chunks of %i bytes',
    async (size) => {
      expect(await decode(packed, size)).toBe(expected);
    },
  );

  it('gives a block as soon as it is there', async () => {
    let read = 0;
    async function* counted() {
      for await (const chunk of inChunks(packed, 1000)) {
        read += chunk.length;
        yield chunk;
      }
    }
    const first = await decodeBzip2(counted(), 'dump.bz2').next();
    expect((first.value as Uint8Array).length).toBeLessThan(100_000);
    expect(read).toBeLessThan(packed.length / 2);
  });

  it('says where a file that is cut short ends, wherever that is', async () => {
    const ends = [0, 1, 3, 4, 5, 9, 12, 100, 5000, packed.length / 2, packed.length - 11, packed.length - 1].map(
      Math.floor,
    );
    for (const end of ends) {
      const failure = await failureOf(packed.subarray(0, end));
      expect(failure.message).toBe(
        `bzip2 file 'dump.bz2', byte ${end}: the file ends in the middle of its data; it is cut short, fetch it again`,
      );
      expect(failure.details).toMatchObject({ path: 'dump.bz2', byteOffset: end });
    }
  });

  it('never gives other bytes for a changed bit', async () => {
    const places = fc.record({ byte: fc.integer({ min: 4, max: 8000 }), bit: fc.nat(7) });
    // A few bits mean nothing: codes of symbols that do not occur.
    const bitsWithoutMeaning = [
      { byte: 157, bit: 2 },
      { byte: 7936, bit: 2 },
    ];
    await fc.assert(
      fc.asyncProperty(places, async ({ byte, bit }) => {
        const broken = Buffer.from(packed);
        broken[byte] = (broken[byte] as number) ^ (1 << bit);
        const result = await decode(broken).catch((error: unknown) => error);
        if (FormatError.isInstance(result)) {
          expect(result.message).toMatch(/^bzip2 file 'dump.bz2', byte \d+: .*(damaged|checksum|begin here|cut short)/);
        } else expect(result === expected).toBe(true);
      }),
      { numRuns: 25, examples: bitsWithoutMeaning.map((place) => [place]) },
    );
    const changed = Buffer.from(packed);
    changed[4000] = (changed[4000] as number) ^ 1;
    expect((await failureOf(changed)).message).toContain(
      'byte 4: the block that begins here is damaged: Data error: Bad block CRC',
    );
  });

  it('finds a stream that lacks a block', async () => {
    const [first = 0, second = 0] = listMarkers('block').slice(1);
    const [end = 0] = listMarkers('end');
    const bits = [...packed].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    const whole = bits.slice(0, end + 80);
    expect(await decode(fromBits(whole))).toHaveLength(20_000 * 12 + 301);
    const lacking = fromBits(whole.slice(0, first) + whole.slice(second));
    expect((await failureOf(lacking)).message).toContain("the stream's checksum is wrong");
  });

  it('refuses what is no bzip2, and what follows it', async () => {
    expect((await failureOf(Buffer.from('<mediawiki>'))).message).toMatch(
      /byte 0: it is no bzip2 file: expected 'BZh1'/,
    );
    const followed = Buffer.concat([packed, Buffer.from('plain text')]);
    expect((await failureOf(followed)).message).toContain(`byte ${packed.length}: something follows the bzip2 data`);
  });
});

function listMarkers(kind: MarkerKind): number[] {
  const bits: number[] = [];
  for (let from = 4; ; ) {
    const marker = findMarker(packed, from);
    if (marker === undefined) return bits;
    if (marker.kind === kind) bits.push(marker.bit);
    from = Math.floor(marker.bit / 8) + 1;
  }
}

function fromBits(bits: string): Buffer {
  return Buffer.from((bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
}

describe('findMarker', () => {
  it('finds a marker at any bit', () => {
    const zeros = '0'.repeat(400);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.boolean(), (bit, isBlock) => {
        const marker = (isBlock ? 0x314159265359n : 0x177245385090n).toString(2).padStart(48, '0');
        const bits = zeros.slice(0, bit) + marker + zeros.slice(bit + 48);
        const bytes = fromBits(bits);
        const kind = isBlock ? 'block' : 'end';
        expect(findMarker(bytes, 0)).toEqual({ kind, bit });
        expect(markerAt(bytes, bit)).toBe(kind);
        expect(markerAt(bytes, bit + 1)).toBeUndefined();
        expect(findMarker(bytes, Math.floor(bit / 8) + 1)).toBeUndefined();
      }),
    );
  });
});
