import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from './errors/error-classes.js';
import { ReusableHeap } from './reusable-heap.js';
import { MAXIMUM_HEAP_BYTES, SharedHeap } from './shared-heap.js';

describe('ReusableHeap', () => {
  it('hands out the same memory after a reset, zero-filled', () => {
    const base = new SharedHeap();
    const heap = new ReusableHeap(base);
    const first = heap.allocate('float32', 100).fill(7);
    const second = heap.allocate('int64', 3).fill(7n);
    const used = base.usedBytes;
    heap.reset();
    expect(heap.usedBytes).toBe(0);
    const again = [heap.allocate('float32', 100), heap.allocate('int64', 3)];
    expect(again.map(({ byteOffset }) => byteOffset)).toEqual([first.byteOffset, second.byteOffset]);
    expect(again.every((piece) => piece.every((element) => Number(element) === 0))).toBe(true);
    expect(base.usedBytes).toBe(used);
  });

  it('takes from below only what is missing', () => {
    const base = new SharedHeap();
    const heap = new ReusableHeap(base);
    heap.allocate('uint8', 128);
    heap.allocate('uint8', 128);
    heap.reset();
    const used = base.usedBytes;
    heap.allocate('uint8', 64);
    heap.allocate('uint8', 256);
    expect(base.usedBytes).toBe(used + 64);
    expect(heap.usedBytes).toBe(320);
  });

  it('gives pieces that overlap with no other, whoever else takes some', () => {
    const request = fc.record({ bytes: fc.integer({ min: 0, max: 300 }), fromBase: fc.boolean() });
    fc.assert(
      fc.property(fc.array(fc.array(request, { maxLength: 10 }), { maxLength: 4 }), (rounds) => {
        const base = new SharedHeap();
        const heap = new ReusableHeap(base);
        const kept: Uint8Array[] = [];
        for (const requests of rounds) {
          heap.reset();
          const own: Uint8Array[] = [];
          for (const { bytes, fromBase } of requests) {
            const piece = (fromBase ? base : heap).allocate('uint8', bytes);
            expect(piece.every((byte) => byte === 0)).toBe(true);
            expect(piece.byteOffset % 64).toBe(0);
            (fromBase ? kept : own).push(piece.fill(1));
          }
          expectDisjoint([...kept, ...own]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is bounded by the heap below', () => {
    const heap = new ReusableHeap(new SharedHeap());
    expect(() => heap.allocate('float32', MAXIMUM_HEAP_BYTES / 4)).toThrow(ConfigError);
    expect(heap.allocate('float32', 4)).toHaveLength(4);
  });
});

function expectDisjoint(pieces: readonly Uint8Array[]): void {
  const sorted = pieces.filter(({ length }) => length > 0).sort((a, b) => a.byteOffset - b.byteOffset);
  for (const [index, piece] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined) expect(next.byteOffset).toBeGreaterThanOrEqual(piece.byteOffset + piece.byteLength);
  }
}
