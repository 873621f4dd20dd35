import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dropLowest } from './drop-lowest.js';

/** By sorting: a stable sort leaves equal ones in their order, and -0 equals 0. */
function bySorting(lists: readonly Float32Array[], count: number): Set<string> {
  const all = lists.flatMap((list, number) =>
    Array.from(list, (value, index) => ({ value, place: `${number},${index}` })),
  );
  return new Set(
    [...all]
      .sort((a, b) => (a.value < b.value ? -1 : Number(a.value > b.value)))
      .slice(0, count)
      .map(({ place }) => place),
  );
}

const asArrays = (values: readonly (readonly number[])[]) => values.map((each) => Float32Array.from(each));

it('drops what a stable sort has first, whatever the numbers', () => {
  const few = fc.constantFrom(0, -0, 1, -1, 1.0000001, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-45);
  const numbers = fc.oneof(fc.float({ noNaN: true }), few);
  const lists = fc.array(fc.array(numbers, { maxLength: 30 }), { maxLength: 4 });
  fc.assert(
    fc.property(lists, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      // A list alone is sorted, several are counted: each is tried by both ways.
      for (const arrays of [values, [...values, []], values.slice(0, 1)].map(asArrays)) {
        const count = Math.round(share * arrays.reduce((sum, { length }) => sum + length, 0));
        const dropped = new Set<string>();
        dropLowest(arrays, count, (list, index) => void dropped.add(`${list},${index}`));
        expect(dropped).toEqual(bySorting(arrays, count));
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});
