import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MergeQueue } from './merge-queue.js';

it('hands out the most frequent first, then the lower ids', () => {
  const entry = fc.record({ left: fc.nat(5), right: fc.nat(5), count: fc.nat(5) });
  const property = fc.property(fc.array(entry), (entries) => {
    const queue = new MergeQueue();
    for (const entry of entries) queue.push({ ...entry, pair: 0, words: 0 });
    const popped = entries.map(() => queue.pop()!).map(({ left, right, count }) => ({ left, right, count }));
    const expected = entries.toSorted((a, b) => b.count - a.count || a.left - b.left || a.right - b.right);
    expect(popped).toEqual(expected);
    expect(queue.pop()).toBeUndefined();
  });
  fc.assert(property, { seed: 13 });
});
