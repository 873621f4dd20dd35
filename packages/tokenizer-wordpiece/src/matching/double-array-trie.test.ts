import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DoubleArrayTrie } from './double-array-trie.js';
import { CONTINUATION, LinkedTrie, WORD_START } from './linked-trie.js';

const LABELS = 40;

function build(keys: readonly (readonly number[])[], root: typeof WORD_START | typeof CONTINUATION): DoubleArrayTrie {
  const linked = new LinkedTrie(
    keys.reduce((sum, key) => sum + key.length, 0),
    LABELS,
  );
  keys.forEach((key, id) => {
    linked.insert(root, Int32Array.from(key), 0, key.length, id);
  });
  return new DoubleArrayTrie(linked, LABELS);
}

function find(trie: DoubleArrayTrie, root: number, key: readonly number[]): number {
  let cell = root;
  for (const label of key) {
    cell = trie.childOf(cell, label);
    if (cell < 0) return -1;
  }
  return trie.tokenIds[cell]!;
}

it('holds its keys and no others, whatever they are', () => {
  const key = fc.array(fc.integer({ min: 1, max: LABELS - 1 }), { minLength: 1, maxLength: 6 });
  const keys = fc.uniqueArray(key, { selector: String, maxLength: 60 });
  const property = fc.property(keys, fc.array(key), (keys, others) => {
    const trie = build(keys, CONTINUATION);
    const known = new Map(keys.map((key, id) => [String(key), id]));
    for (const key of [...keys, ...others]) {
      expect(find(trie, CONTINUATION, key)).toBe(known.get(String(key)) ?? -1);
      expect(find(trie, WORD_START, key)).toBe(-1);
    }
  });
  fc.assert(property, { numRuns: 300, seed: 12 });
});

it('has a cell for every label of every node, so that no read falls outside', () => {
  const trie = build([[1], [1, 39], [39, 39, 39]], WORD_START);
  expect(Math.max(...trie.bases) + LABELS).toBeLessThanOrEqual(trie.labels.length);
});
