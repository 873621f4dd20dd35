import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nonAsciiCharacters } from '../non-ascii-characters.js';
import { Alphabet } from './alphabet.js';
import { CONTINUATION, DoubleArrayTrie, WORD_START } from './double-array-trie.js';

const PREFIX = '##';

function build(tokens: readonly string[]) {
  const alphabet = new Alphabet(nonAsciiCharacters(tokens));
  const trie = new DoubleArrayTrie(tokens, PREFIX, alphabet);
  const find = (root: number, text: string): number => {
    let cell = root;
    for (const character of text) {
      cell = trie.childOf(cell, alphabet.labelOf(character.codePointAt(0)!));
      if (cell < 0) return -1;
    }
    return cell === root ? -1 : trie.tokenIds[cell]!;
  };
  return { alphabet, trie, find };
}

// A hundred characters, so that nodes collide and the arrays grow; half of them beyond 16 bits.
const character = fc
  .integer({ min: 0, max: 99 })
  .map((at) => String.fromCodePoint((at % 2 === 0 ? 0x4e00 : 0x1f600) + at));
const text = fc.array(fc.oneof(character, fc.constantFrom('a', 'b', '#')), { maxLength: 6 }).map((all) => all.join(''));

it('holds its tokens and no others, in whatever order they are looked for', () => {
  const tokens = fc.uniqueArray(
    fc.oneof(
      text,
      text.map((rest) => PREFIX + rest),
    ),
    { maxLength: 200 },
  );
  const property = fc.property(tokens, fc.array(text), (all, others) => {
    const tokens = all.filter((token) => token !== '' && token !== PREFIX);
    const { find } = build(tokens);
    for (const text of [...others, ...tokens].flatMap((text) => [text, text.slice(PREFIX.length)])) {
      expect(find(WORD_START, text)).toBe(tokens.indexOf(text));
      expect(find(CONTINUATION, text)).toBe(text === '' ? -1 : tokens.indexOf(PREFIX + text));
    }
  });
  fc.assert(property, { numRuns: 300, seed: 12 });
});

it('gives only those cells children that somebody asks for', () => {
  const { trie, find } = build(['abc', 'abd', 'xyz']);
  find(WORD_START, 'abc');
  expect(trie.labels.filter((label) => label > 0)).toHaveLength(2 + 1 + 2);
});

it('has a cell for every label of every node, so that no read falls outside', () => {
  const tokens = Array.from({ length: 500 }, (_, id) => String.fromCodePoint(0x4e00 + id, 0x4e00 + ((7 * id) % 500)));
  const { alphabet, trie, find } = build(tokens);
  for (const token of tokens) find(WORD_START, token);
  expect(Math.max(...trie.bases) + alphabet.labelCount).toBeLessThanOrEqual(trie.labels.length);
});

/** 6 numbers and a byte for each cell here, 3 numbers in the failure links. */
const BYTES_PER_CELL = 37;
/** Two to three nodes a token, and half of the cells free. */
const BYTES_PER_TOKEN = 256;

it('takes memory in proportion to its tokens, however large the alphabet', () => {
  const characters = Array.from({ length: 20_000 }, (_, index) => String.fromCodePoint(0x4e00 + index));
  const tokens = new Set(characters.flatMap((character) => [character, `##${character}`]));
  let state = 3;
  // Some characters are much more frequent than others, as in a text.
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return characters[Math.floor(characters.length * (state / 2 ** 32) ** 3)]!;
  };
  while (tokens.size < 100_000) tokens.add((tokens.size % 3 === 0 ? '##' : '') + draw() + draw());
  const { trie, find } = build([...tokens]);
  for (const token of tokens) find(token.startsWith('##') ? CONTINUATION : WORD_START, token.replace('##', ''));
  expect((trie.labels.length * BYTES_PER_CELL) / tokens.size).toBeLessThan(BYTES_PER_TOKEN);
});
