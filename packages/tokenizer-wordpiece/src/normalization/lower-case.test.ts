import { expect, it } from 'vitest';
import { codePointsOf } from './decomposition.js';
import { lowerCase } from './lower-case.js';

/** Unicode 15.0 (2022) is the oldest that a supported Node has; its mappings never change. */
const BLOCKS_SINCE_LONG = [
  [0, 0x1c88],
  [0x1c90, 0xa7c0],
  [0xab00, 0xffff],
  [0x10400, 0x10cff],
] as const;

it('agrees with the engine where that is old enough', () => {
  for (const [first, last] of BLOCKS_SINCE_LONG) {
    for (let codePoint = first; codePoint <= last; codePoint++) {
      const isSurrogate = codePoint >= 0xd800 && codePoint < 0xe000;
      const expected = isSurrogate ? [codePoint] : codePointsOf(String.fromCodePoint(codePoint).toLowerCase());
      if (String(lowerCase(codePoint)) !== String(expected))
        expect([codePoint, lowerCase(codePoint)]).toEqual([codePoint, expected]);
    }
  }
});

it('knows what newer versions of Unicode added, on any engine', () => {
  expect(lowerCase(0x10d50)).toEqual([0x10d70]); // Garay, Unicode 16
});

it('looks at no neighbours: a final sigma is an ordinary one', () => {
  expect(lowerCase(0x3a3)).toEqual([0x3c3]);
});

it('makes two characters of a dotted capital I', () => {
  expect(lowerCase(0x130)).toEqual([0x69, 0x307]);
});
