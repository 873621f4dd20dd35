import { expect, it } from 'vitest';
import { formatCurve } from './loss-curve.js';

it('is the mean of each tenth of the steps', () => {
  expect(formatCurve(Array.from({ length: 20 }, (_, step) => step))).toBe(
    '0.5000 2.5000 4.5000 6.5000 8.5000 10.5000 12.5000 14.5000 16.5000 18.5000',
  );
});

it('leaves out tenths without a step', () => {
  expect(formatCurve([1, 2, 3])).toBe('1.0000 2.0000 3.0000');
});
