import { expect, it } from 'vitest';
import { WordTable } from './word-table.js';

function wordsOf(table: WordTable): [string, number][] {
  return Array.from({ length: table.size }, (_, word) => {
    const codePoints = table.codePoints.subarray(table.starts[word], table.starts[word + 1]);
    return [String.fromCodePoint(...codePoints), table.counts[word]!];
  });
}

it('counts words', () => {
  const table = new WordTable();
  for (const word of ['ab', 'ba', 'ab', 'a', '🙂', 'ab']) {
    const labels = Int32Array.from(word, (character) => character.codePointAt(0)! + 6);
    table.add(labels, labels.length, 6);
  }
  expect(wordsOf(table)).toEqual([
    ['ab', 3],
    ['ba', 1],
    ['a', 1],
    ['🙂', 1],
  ]);
});

it('has room for a word longer than twice what there is', () => {
  const table = new WordTable();
  const labels = new Int32Array(1_000_000).fill(97);
  table.add(labels, labels.length, 0);
  expect(table.codePoints.subarray(0, labels.length).every((codePoint) => codePoint === 97)).toBe(true);
});

it('counts more words than it has room for at first', () => {
  const table = new WordTable();
  for (let round = 0; round < 2; round++) {
    for (let word = 0; word < 40_000; word++) table.add(Int32Array.of(word % 200, word >> 3, 7), 3, 0);
  }
  expect(table.size).toBe(40_000);
  expect(table.counts.subarray(0, table.size).every((count) => count === 2)).toBe(true);
});
