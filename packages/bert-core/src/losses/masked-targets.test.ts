import { ConfigError, InputError, type Tensor } from '@bertsmith/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maskedTargets } from './masked-targets.js';

const labelsOf = (rows: readonly number[][]): Tensor<'int32'> => {
  return { dtype: 'int32', shape: [rows.length, rows[0]?.length ?? 0], data: Int32Array.from(rows.flat()) };
};

it('gives the places and words of the tokens that have a label, filled up to a multiple', () => {
  const labels = labelsOf([
    [-100, 7, -100],
    [0, -100, 9],
  ]);
  const { masked_positions: positions, masked_labels: words } = maskedTargets(labels, { padTo: 4 });
  expect([positions.shape, words.shape]).toEqual([[4], [4]]);
  expect([...positions.data]).toEqual([1, 3, 5, 0]);
  expect([...words.data]).toEqual([7, 0, 9, -100]);
});

it('has an entry that is no question when nothing is asked for', () => {
  const { masked_positions, masked_labels } = maskedTargets(labelsOf([[-100, -100]]), { padTo: 1 });
  expect([...masked_positions.data, ...masked_labels.data]).toEqual([0, -100]);
});

it('loses nothing and makes nothing up', () => {
  const label = fc.oneof({ weight: 3, arbitrary: fc.constant(-100) }, fc.nat(50));
  const rows = fc.nat(4).chain((width) => fc.array(fc.array(label, { minLength: width, maxLength: width })));
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 9 }), (table, padTo) => {
      const labels = labelsOf(table);
      const { masked_positions: positions, masked_labels: words } = maskedTargets(labels, { padTo });
      const restored = new Int32Array(labels.data.length).fill(-100);
      for (const [index, word] of words.data.entries()) {
        if (word !== -100) restored[positions.data[index] as number] = word;
      }
      expect(restored).toEqual(labels.data);
      expect(words.data.length % padTo).toBe(0);
      expect(words.data.length - restored.filter((each) => each !== -100).length).toBeLessThanOrEqual(padTo);
    }),
  );
});

it.each([-1, -99, -101])('refuses the label %i, which is no word', (label) => {
  const labels = labelsOf([
    [3, -100],
    [-100, label],
  ]);
  expect(() => maskedTargets(labels)).toThrow(InputError);
  expect(() => maskedTargets(labels)).toThrow(`row 2, token 2: the label is ${label}`);
});

it('refuses a label beyond the words of the model, when it is told how many there are', () => {
  const labels = labelsOf([[11, 12]]);
  expect(() => maskedTargets(labels, { vocabSize: 12 })).toThrow('row 1, token 2: the label is 12');
  expect(maskedTargets(labels, { vocabSize: 13, padTo: 2 }).masked_labels.data).toEqual(Int32Array.of(11, 12));
});

it.each([0, 1.5, -8])('refuses to fill up to a multiple of %d', (padTo) => {
  expect(() => maskedTargets(labelsOf([[1]]), { padTo })).toThrow(ConfigError);
});
