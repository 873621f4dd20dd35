import { expect, it } from 'vitest';
import { formatBytes, formatClock, formatCount, formatMegabytes, formatScore, formatSeconds } from './number-format.js';

it('formats numbers for people', () => {
  expect([0, 999, 8225, 30_522.4, 1_234_567].map(formatCount)).toEqual(['0', '999', '8,225', '30,522', '1,234,567']);
  expect([0, 9.4, 59.6, 247, 3723].map(formatClock)).toEqual(['0:00', '0:09', '1:00', '4:07', '1:02:03']);
  expect([formatScore(0.73125), formatScore(2, 3), formatScore(Number.NaN)]).toEqual(['0.7312', '2.000', 'NaN']);
  expect([formatSeconds(3.14), formatMegabytes(612_345_678)]).toEqual(['3.1 s', '612 MB']);
  expect([0, 570, 4219, 999_499, 999_500, 9_949_999, 437_955_512, 1.3e9].map(formatBytes)).toEqual([
    '0 B',
    '570 B',
    '4.2 kB',
    '999 kB',
    '1.0 MB',
    '9.9 MB',
    '438 MB',
    '1.3 GB',
  ]);
});
