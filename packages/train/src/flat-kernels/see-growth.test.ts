import { expect, it, vi } from 'vitest';
import { seeGrowth } from './see-growth.js';

it.each([
  ['behind', 65_536, 131_072, [[0]]],
  ['up to date', 131_072, 131_072, []],
])('grows a memory by nothing where it is %s', (_, byteLength, bytes, calls) => {
  const grow = vi.fn(() => 1);
  seeGrowth({ buffer: { byteLength } as ArrayBuffer, grow }, bytes);
  expect(grow.mock.calls).toEqual(calls);
});

it('leaves a real memory as large as it was', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true });
  memory.grow(1);
  seeGrowth(memory, 10 * 65_536);
  expect(memory.buffer.byteLength).toBe(2 * 65_536);
});
