import { describe, expect, it, vi } from 'vitest';
import { BackendError, ConfigError } from './errors/error-classes.js';
import { MAXIMUM_HEAP_BYTES, SharedHeap } from './shared-heap.js';

describe('SharedHeap', () => {
  it('hands out zero-filled, aligned pieces that do not overlap', () => {
    const heap = new SharedHeap();
    const first = heap.allocate('float32', 5);
    const second = heap.allocate('int32', 3);
    expect([...first, ...second]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(first.byteOffset % 64).toBe(0);
    expect(second.byteOffset).toBeGreaterThanOrEqual(first.byteOffset + first.byteLength);
    expect(second.byteOffset % 64).toBe(0);
  });

  it('grows in place: views taken before stay valid and see the same memory', () => {
    const heap = new SharedHeap();
    const before = heap.allocate('float32', 4);
    before[0] = 7;
    heap.allocate('float32', 1_000_000);
    const again = new Float32Array(heap.memory.buffer, before.byteOffset, 4);
    expect(again[0]).toBe(7);
    before[1] = 8;
    expect(again[1]).toBe(8);
  });

  it('counts what it handed out and refuses more than it can address', () => {
    const heap = new SharedHeap();
    const used = heap.usedBytes;
    heap.allocate('uint8', 65);
    expect(heap.usedBytes - used).toBe(128);
    expect(() => heap.allocate('float32', MAXIMUM_HEAP_BYTES / 4)).toThrow(ConfigError);
    expect(heap.usedBytes - used).toBe(128);
  });

  it('says what to do when the system has no memory to grow into, and can be used on', () => {
    const heap = new SharedHeap();
    const used = heap.usedBytes;
    const refusal = new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory');
    const grow = vi.spyOn(heap.memory, 'grow').mockImplementation(() => {
      throw refusal;
    });
    expect(() => heap.allocate('uint8', 2 ** 20)).toThrow(BackendError);
    expect(() => heap.allocate('uint8', 2 ** 20)).toThrow(/^a shared heap of 0\.1 MiB, .* cannot grow by 0\.9 MiB: /);
    grow.mockRestore();
    expect(heap.usedBytes).toBe(used);
    expect(heap.allocate('uint8', 2 ** 20)).toHaveLength(2 ** 20);
  });

  it('gives a piece without elements', () => {
    expect(new SharedHeap().allocate('int64', 0)).toHaveLength(0);
  });
});
