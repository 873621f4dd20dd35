import fc from 'fast-check';
import { expect, it } from 'vitest';
import { holdOut } from './hold-out.js';

interface Row {
  readonly text: string;
  readonly label: number;
}

const byText = { keyOf: ({ text }: Row) => text, path: 'a.csv' };

it('keeps the order, every row, and equal texts on one side', () => {
  const rows = fc.array(fc.record({ text: fc.constantFrom(...'abcdefghijklmnop'), label: fc.nat(1) }), {
    minLength: 80,
  });
  fc.assert(
    fc.property(rows, fc.nat(), (all, seed) => {
      const { train, validation } = holdOut(all, { ...byText, share: 0.3, seed });
      const held = new Set(validation.map(({ text }) => text));
      expect(train).toEqual(all.filter(({ text }) => !held.has(text)));
      expect(validation).toEqual(all.filter(({ text }) => held.has(text)));
      expect(held.size).toBe(Math.round(new Set(all.map(({ text }) => text)).size * 0.3));
    }),
  );
});

it('holds the same share of each class out', () => {
  const rows = Array.from(
    { length: 300 },
    (_, row): Row => ({ text: `${row}`, label: row < 20 ? 0 : row < 100 ? 1 : 2 }),
  );
  for (let seed = 0; seed < 20; seed++) {
    const { validation } = holdOut(rows, { ...byText, classOf: ({ label }) => label, seed });
    expect([0, 1, 2].map((label) => validation.filter((row) => row.label === label).length)).toEqual([2, 8, 20]);
  }
});

it('draws each row about equally often', () => {
  const rows = Array.from({ length: 20 }, (_, row): Row => ({ text: `${row}`, label: 0 }));
  const counts = rows.map(() => 0);
  for (let seed = 0; seed < 2000; seed++) {
    for (const { text } of holdOut(rows, { ...byText, seed }).validation) counts[Number(text)]!++;
  }
  // Five standard deviations of a binomial with n = 2,000 and p = 1/10 are 67.
  for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(67);
});
