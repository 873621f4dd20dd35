import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WordPieceTokenizer } from '../src/index.js';
import { isExhaustive } from './corpora.js';
import { createOracles, expectAsRust } from './oracles.js';
import { fixturePath } from './read-fixture.js';

/** Tokenizers with random added tokens, and texts for each. */
const TOKENIZERS = isExhaustive ? 2000 : 150;
const TEXTS = 25;
const path = fixturePath('tokenizer.json');

interface AddedTokenFields {
  content: string;
  single_word?: boolean;
  lstrip?: boolean;
  rstrip?: boolean;
  normalized?: boolean;
  special?: boolean;
}

function withAddedTokens(added: readonly AddedTokenFields[], normalizer: object = {}) {
  return createOracles(path, (json) => {
    const { vocab } = json.model as { vocab: Record<string, number> };
    let next = Object.keys(vocab).length;
    const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: false };
    const tokens = added.map((token) => ({ ...flags, ...token, id: vocab[token.content] ?? next++ }));
    const all = [...(json.added_tokens as object[]), ...tokens];
    return { ...json, added_tokens: all, normalizer: { ...(json.normalizer as object), ...normalizer } };
  });
}

// No two that are the same after normalization: which of them counts changes from run to run in the Rust library. None
// that begins with whitespace or a mark: there it may stop the whole process ("AddedVocabulary bad split").
const CONTENTS = ['low', 'lowe', 'o', '<x>', 'x ', 'a b', 'É', '[MASK]x', 'x_', '_', 'ER', '🙂', '🙂a', '.', '..'];
const OTHERS = ['new est', 'ß', 'a\u0327', '-', '1', 'xy', 'low er'];
const PIECES = [
  'low',
  'er',
  ' ',
  '  ',
  '\t',
  '<',
  '>',
  '[MASK]',
  '[SEP]',
  'é',
  'E\u0301',
  '日',
  '\u0301',
  '\u0327',
  '.',
  '_',
];
const MORE_PIECES = ['A', 'B', '1', '\u200d', '\u302e', '\u00a0', '\u3000', 'İ', 'ß', '\ud800', '[', 'a', 'b', 'x'];

const contents = fc.uniqueArray(fc.constantFrom(...CONTENTS, ...OTHERS), { minLength: 1, maxLength: 4 });
const flags = fc.record({
  single_word: fc.boolean(),
  lstrip: fc.boolean(),
  rstrip: fc.boolean(),
  normalized: fc.boolean(),
  special: fc.boolean(),
});
const addedTokens = contents.chain((all) =>
  fc.tuple(...all.map((content) => flags.map((chosen) => ({ content, ...chosen })))),
);
const normalizers = fc.record({ lowercase: fc.boolean(), strip_accents: fc.constantFrom(null, true, false) });

describe('added tokens are found where the Rust library finds them', { timeout: 600_000 }, () => {
  it('with random flags, in random texts', async () => {
    const tokenizers = fc.sample(fc.tuple(addedTokens, normalizers), { numRuns: TOKENIZERS, seed: 41 });
    for (const [index, [added, normalizer]] of tokenizers.entries()) {
      const piece = fc.constantFrom(...PIECES, ...MORE_PIECES, ...added.flatMap(({ content }) => [content, content]));
      const text = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(''));
      const texts = fc.sample(text, { numRuns: TEXTS, seed: index });
      await expectAsRust(withAddedTokens(added, normalizer), texts);
    }
  });

  it.each<[string, AddedTokenFields[], string[]]>([
    ['right behind one that strips', [{ content: '日本', rstrip: true, normalized: true }], ['日本日本', '日本 日本']],
    [
      'in the whitespace that the one before has taken along',
      [{ content: '<m>', rstrip: true }, { content: '\n' }, { content: ' x' }],
      ['<m>\n\na', '<m>  x', '<m> \n x \n'],
    ],
    [
      'in whitespace that both take along',
      [
        { content: '<m>', rstrip: true },
        { content: '<n>', lstrip: true },
      ],
      ['<m>  <n>', '<m> a <n>'],
    ],
    [
      'where they begin with a mark',
      [{ content: '\u0301' }, { content: '\u302eb' }],
      ['a\u0301b', 'a\u302e\u302eb', 'a\u0327\u0301'],
    ],
  ])('%s', async (_, added, texts) => {
    await expectAsRust(withAddedTokens(added), texts);
  });
});

describe('added tokens in normalized text are found whatever chunk of a long text they fall into', () => {
  const flags = { normalized: true, single_word: false, lstrip: true, rstrip: true };
  const units = [
    'low NEW low ',
    'low  \t NEW  \n low ',
    'NEW  NEW ',
    '日NEW日',
    'É\u0301 \u0327New\u200d \u200d low. ',
  ];

  it.each<[AddedTokenFields]>([
    [{ content: 'new', ...flags }],
    [{ content: 'new', ...flags, lstrip: false, single_word: true }],
    [{ content: 'new low', ...flags, rstrip: false }],
    [{ content: 'x new', ...flags }],
    [{ content: 'low ', ...flags, lstrip: false, rstrip: false }],
  ])('%o', async (token) => {
    const texts = units.flatMap((unit) => [unit.repeat(2000), `x${unit.repeat(2000)}`]);
    await expectAsRust(withAddedTokens([token]), [...texts, units.join('').repeat(500)]);
  });
});

it('a token in normalized text is written as the file has it, where the Rust library (0.23.2) writes what it normalizes to', async () => {
  const { ours, rust } = withAddedTokens([{ content: 'FÖo', normalized: true, special: true }]);
  const answer = await rust.encode('a föO b');
  expect(answer.getTokens()[2]).toBe('foo');
  expect(ours.encode('a föO b').tokens()[2]).toBe('FÖo');
  expect([...ours.encode('a föO b').inputIds]).toEqual(answer.getIds());
  // There a special one is then not known as such when it is decoded.
  expect(await rust.decode(answer.getIds(), true)).toBe('a foo b');
  expect(ours.decode(answer.getIds())).toBe('a b');
  expect(ours.decode(answer.getIds(), { skipSpecialTokens: false })).toBe('[CLS] a FÖo b [SEP]');
});

it('a single word is one beside the same characters as in the Rust library, whatever Unicode the engine has', async () => {
  const { ours, rust } = withAddedTokens([{ content: '<x>', single_word: true }]);
  const step = isExhaustive ? 1 : 7;
  const characters: string[] = [];
  for (let codePoint = 0; codePoint < 0x110000; codePoint += step) {
    if (codePoint < 0xd800 || codePoint >= 0xe000) characters.push(String.fromCodePoint(codePoint));
  }
  const texts = characters.map((character) => `${character}<x>`);
  const id = ours.vocabulary.tokenToId('<x>')!;
  const differing: string[] = [];
  for (let start = 0; start < texts.length; start += 10_000) {
    const chunk = texts.slice(start, start + 10_000);
    for (const [index, answer] of (await rust.encodeBatch(chunk)).entries()) {
      const isFound = ours.encodeIds(chunk[index]!).includes(id);
      if (answer.getIds().includes(id) !== isFound) differing.push(chunk[index]!.codePointAt(0)!.toString(16));
    }
  }
  expect(differing).toEqual([]);
}, 300_000);

it('of two added tokens that are the same once normalized, a special one counts, or else the first', () => {
  const vocabulary = ['[UNK]', '[CLS]', '[SEP]'];
  const flags = { singleWord: false, lstrip: false, rstrip: false, normalized: true };
  const encode = (...special: boolean[]) => {
    const contents = ['COVID', 'covid', 'Covid'];
    const addedTokens = special.map((isSpecial, index) => ({
      ...{ id: 3 + index, content: contents[index]!, special: isSpecial },
      ...flags,
    }));
    return [...new WordPieceTokenizer({ vocabulary, addedTokens }).encodeIds('cOvid', { addSpecialTokens: false })];
  };
  expect(encode(false, false, false)).toEqual([3]);
  expect(encode(false, true, true)).toEqual([4]);
});
