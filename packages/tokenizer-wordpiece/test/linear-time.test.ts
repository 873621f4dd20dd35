import { describe, expect, it } from 'vitest';
import { specialToken, trainWordPiece, WordPieceTokenizer } from '../src/index.js';

const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', '##a', 'aaaaaaaaaaaaaaaaaaaab', '[', '\u302e'];
const MILLION = 1_000_000;
/** Quadratic time would take hours; a slow machine that is busy with other tests takes well under a second. */
const LIMIT_MS = 5000;

const hard: [string, string, number][] = [
  ['spaces', ' '.repeat(MILLION), 0],
  ['letters of one word', 'a'.repeat(MILLION), 1],
  ['words', 'a '.repeat(MILLION / 2), MILLION / 2],
  ['accents', `a${'\u0301'.repeat(MILLION)}`, 1],
  ['accents around a mark that stays', `a${'\u0301'.repeat(MILLION / 20)}\u302e${'\u0323'.repeat(MILLION / 20)}`, 1],
  ['marks that stay', '\u302e'.repeat(MILLION / 20), 1],
  ['characters that vanish', '\u200d'.repeat(MILLION), 0],
  ['beginnings of special tokens', '['.repeat(MILLION), MILLION],
  ['unfinished special tokens', '[MASK'.repeat(MILLION / 5), (2 * MILLION) / 5],
  ['special tokens', '[MASK]'.repeat(MILLION / 6), Math.floor(MILLION / 6)],
  ['lone surrogates', '\ud800'.repeat(MILLION), 0],
  ['emoji', '🙂'.repeat(MILLION / 2), 1],
];

describe('time grows with the length of the text, no faster', () => {
  const tokenizer = new WordPieceTokenizer({ vocabulary });

  it.each(hard)('%s', (_, text, tokens) => {
    const start = performance.now();
    expect(tokenizer.encodeIds(text, { addSpecialTokens: false })).toHaveLength(tokens);
    expect(tokenizer.encode(text, { addSpecialTokens: false })).toHaveLength(tokens);
    expect(performance.now() - start).toBeLessThan(LIMIT_MS);
  });

  it('for a long word that may be long, of pieces that almost match', () => {
    const patient = new WordPieceTokenizer({ vocabulary, maxInputCharsPerWord: MILLION });
    const start = performance.now();
    const ids = patient.encodeIds('a'.repeat(MILLION), { addSpecialTokens: false });
    expect(ids).toHaveLength(MILLION);
    expect(performance.now() - start).toBeLessThan(LIMIT_MS);
  });

  it.each([
    ['a token in raw text', 'low abc [MASK] ', false],
    ['a token in normalized text', 'low abc [MASK] ', true],
    ['a token in normalized text without spaces', '日本', true],
  ])('with %s', (_, unit, normalized) => {
    const flags = { special: false, singleWord: false, lstrip: false, rstrip: false, normalized };
    const addedTokens = [{ id: vocabulary.length, content: 'newtoken', ...flags }];
    const tokenizer = new WordPieceTokenizer({ vocabulary, addedTokens });
    const text = unit.repeat((10 * MILLION) / unit.length);
    const start = performance.now();
    tokenizer.encodeIds(text);
    tokenizer.encodeIds(text, { maxLength: 8 });
    expect(performance.now() - start).toBeLessThan(2 * LIMIT_MS);
  });

  it('for many and long added tokens that almost match', () => {
    const contents = Array.from({ length: 200 }, (_, index) => `${'a'.repeat(5 * index + 1)}b`);
    const addedTokens = [...contents, `${'a'.repeat(MILLION / 10)}b`].map((content, index) =>
      specialToken(content, vocabulary.length + index),
    );
    const tokenizer = new WordPieceTokenizer({ vocabulary, addedTokens });
    const start = performance.now();
    expect(tokenizer.encodeIds('a'.repeat(MILLION), { addSpecialTokens: false })).toHaveLength(1);
    expect(tokenizer.encodeIds('aab'.repeat(MILLION / 3), { addSpecialTokens: false }).length).toBeGreaterThan(
      MILLION / 4,
    );
    expect(performance.now() - start).toBeLessThan(LIMIT_MS);
  });

  it('for a long word that is never split, and almost there', () => {
    const tokenizer = new WordPieceTokenizer({ vocabulary, neverSplit: ['a'.repeat(MILLION / 10), '.'.repeat(1000)] });
    const start = performance.now();
    for (const text of ['a'.repeat(MILLION), '.'.repeat(MILLION), 'a '.repeat(MILLION / 2)]) tokenizer.encodeIds(text);
    expect(performance.now() - start).toBeLessThan(LIMIT_MS);
  });

  it('and stops where maxLength does', () => {
    const text = 'a '.repeat(10 * MILLION);
    const start = performance.now();
    for (let run = 0; run < 100; run++) expect(tokenizer.encodeIds(text, { maxLength: 8 })).toHaveLength(8);
    expect(performance.now() - start).toBeLessThan(LIMIT_MS);
  });

  it('also for training', async () => {
    const start = performance.now();
    const trained = await trainWordPiece(['a'.repeat(MILLION), `${'ab'.repeat(50)} `.repeat(MILLION / 100)]);
    expect(trained.vocabulary.tokenToId('ab')).toBeDefined();
    expect(performance.now() - start).toBeLessThan(LIMIT_MS);
  });
});
