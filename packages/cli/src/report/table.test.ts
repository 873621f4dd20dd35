import { expect, it } from 'vitest';
import { tableLines } from './table.js';

it('puts texts to the left and numbers to the right', () => {
  const columns = [{ heading: 'name' }, { heading: 'bytes', isNumber: true }, { heading: 'dtype' }];
  const rows = [
    ['weight', '1,024', 'float32'],
    ['a', '8', 'int64'],
  ];
  expect(tableLines(columns, rows)).toEqual(['name    bytes  dtype', 'weight  1,024  float32', 'a           8  int64']);
  expect(tableLines(columns, [])).toEqual(['name  bytes  dtype']);
});
