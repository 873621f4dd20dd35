import { InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { treatMissingValues } from './treat-missing-values.js';

interface Row {
  readonly text?: string | null;
  readonly pair?: string;
  readonly score?: number;
}

const rows: Row[] = [
  { text: 'a', pair: 'b', score: 1 },
  { text: ' ', pair: 'b', score: 2 },
  { text: 'c', score: 3 },
  { text: null, score: Number.NaN },
  { text: 'N/A', pair: '', score: 0 },
];

describe('treatMissingValues', () => {
  it('drops and fills, and counts both', () => {
    const treated = treatMissingValues(rows, { columns: { text: 'drop', pair: { fill: '-' } } });
    expect(treated).toEqual({
      rows: [rows[0], { text: 'c', pair: '-', score: 3 }, { text: 'N/A', pair: '-', score: 0 }],
      dropped: 2,
      columns: { text: { missing: 2, filled: 0 }, pair: { missing: 3, filled: 2 } },
    });
    expect(rows[2]).toEqual({ text: 'c', score: 3 });
    expect(treated.rows[0]).toBe(rows[0]);
  });

  it('looks at the named columns only', () => {
    const treated = treatMissingValues(rows, { columns: { score: { fill: 9 } } });
    expect(treated.rows.map(({ score }) => score)).toEqual([1, 2, 3, 9, 0]);
    expect(treated.dropped).toBe(0);
  });

  it('refuses a row, with its number and the column', () => {
    expect(() => treatMissingValues(rows, { columns: { score: 'error' } })).toThrow(InputError);
    expect(() => treatMissingValues(rows, { columns: { score: 'error' } })).toThrow(
      "row 3: there is no value in the column 'score'",
    );
  });

  it('takes markers for missing when told to', () => {
    const isMissing = (value: unknown) => value === 'N/A';
    expect(treatMissingValues(rows, { columns: { text: 'drop' }, isMissing }).rows).toHaveLength(4);
  });
});
