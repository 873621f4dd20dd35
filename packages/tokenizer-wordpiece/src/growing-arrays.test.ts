import { expect, it } from 'vitest';
import { lengthened, withRoom } from './growing-arrays.js';

it('keeps an array that is long enough, and at least doubles one that is not', () => {
  const array = Int32Array.of(1, 2);
  expect(withRoom(array, 2)).toBe(array);
  expect(withRoom(array, 3, -1)).toEqual(Int32Array.of(1, 2, -1, -1));
  expect(withRoom(array, 7)).toHaveLength(7);
  expect(withRoom(new Float64Array(0), 1)).toEqual(Float64Array.of(0));
  expect(lengthened(Uint8Array.of(9), 3)).toEqual(Uint8Array.of(9, 0, 0));
});
