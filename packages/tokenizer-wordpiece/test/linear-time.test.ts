import { describe, expect, it } from 'vitest';
import { trainWordPiece, WordPieceTokenizer } from '../src/index.js';

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
