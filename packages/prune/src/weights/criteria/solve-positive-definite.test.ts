import fc from 'fast-check';
import { expect, it } from 'vitest';
import { solvePositiveDefinite } from './solve-positive-definite.js';

/** Of numbers around 1, in float64, with eigenvalues from 0.1 to some tens. */
const TOLERANCE = 1e-9;

it('solves what it is given', () => {
  const number = fc.double({ min: -1, max: 1, noNaN: true });
  const systems = fc.integer({ min: 1, max: 6 }).chain((size) => {
    const row = fc.array(number, { minLength: size, maxLength: size });
    return fc.record({ rows: fc.array(row, { minLength: size, maxLength: size }), right: row });
  });
  fc.assert(
    fc.property(systems, ({ rows, right }) => {
      // B B^T and a little of the diagonal.
      const matrix = rows.map((a, i) =>
        rows.map((b, j) => a.reduce((sum, value, k) => sum + value * (b[k] as number), i === j ? 0.1 : 0)),
      );
      const solution = solvePositiveDefinite(matrix, right);
      for (const [index, row] of matrix.entries()) {
        const product = row.reduce((sum, value, k) => sum + value * (solution[k] as number), 0);
        expect(Math.abs(product - (right[index] as number))).toBeLessThan(TOLERANCE);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

it('gives 0 for a row that another one has said already', () => {
  const twice = [
    [1, 1],
    [1, 1],
  ];
  expect([...solvePositiveDefinite(twice, [2, 2])]).toEqual([2, 0]);
  expect([...solvePositiveDefinite([[0]], [1])]).toEqual([0]);
});
