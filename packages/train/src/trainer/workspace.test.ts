import { SharedHeap } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { borrowWorkspace } from './workspace.js';

it('comes back to the next who asks, and is nobody else’s meanwhile', () => {
  const base = new SharedHeap();
  const first = borrowWorkspace(base);
  const second = borrowWorkspace(base);
  const [a, b] = [first.heap.allocate('float32', 16).fill(1), second.heap.allocate('float32', 16)];
  expect(b.byteOffset).not.toBe(a.byteOffset);
  first[Symbol.dispose]();
  const used = base.usedBytes;
  using third = borrowWorkspace(base);
  const again = third.heap.allocate('float32', 16);
  expect([again.byteOffset, again[0], base.usedBytes]).toEqual([a.byteOffset, 0, used]);
  second[Symbol.dispose]();
});

it('is of one heap', () => {
  using first = borrowWorkspace(new SharedHeap());
  using second = borrowWorkspace(new SharedHeap());
  expect(first.heap.memory).not.toBe(second.heap.memory);
});
