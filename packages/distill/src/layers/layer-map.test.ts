import fc from 'fast-check';
import { expect, it } from 'vitest';
import { uniformLayerMap } from './layer-map.js';

it('gives each layer of a student the one at the same share of the teacher', () => {
  expect(uniformLayerMap(4, 12)).toEqual([
    [0, 0],
    [1, 3],
    [2, 6],
    [3, 9],
    [4, 12],
  ]);
  expect(uniformLayerMap(2, 3)).toEqual([
    [0, 0],
    [1, 2],
    [2, 3],
  ]);
});

it('goes from the embeddings to the last layer, and never back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 48 }), fc.integer({ min: 1, max: 48 }), (student, teacher) => {
      const pairs = uniformLayerMap(student, teacher);
      expect([pairs[0], pairs.at(-1)]).toEqual([
        [0, 0],
        [student, teacher],
      ]);
      for (const [index, [, layer]] of pairs.entries())
        expect(layer).toBeGreaterThanOrEqual(pairs[index - 1]?.[1] ?? 0);
    }),
  );
});
