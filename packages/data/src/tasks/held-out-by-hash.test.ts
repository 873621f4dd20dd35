import { expect, it } from 'vitest';
import { isHeldOut } from './held-out-by-hash.js';

it('goes by the first 32 bits of the SHA-1', () => {
  // sha1('') = da39a3ee..., sha1('abc') = a9993e36... (FIPS 180-2, appendix A): 3,661,210,606 and 2,845,392,438.
  expect([2, 7, 10, 13].map((divisor) => isHeldOut('', divisor))).toEqual(
    [2, 7, 10, 13].map((divisor) => 0xda39a3ee % divisor === 0),
  );
  expect(isHeldOut('abc', 6)).toBe(0xa9993e36 % 6 === 0);
  expect(isHeldOut('abc', 1)).toBe(true);
});

it('takes text as UTF-8', () => {
  // printf 'naïve' | sha1sum = 36bcace3...
  expect(isHeldOut('naïve', 0x36bcace3)).toBe(true);
});
