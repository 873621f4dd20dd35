import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bertNormalizer, bertPreTokenizer, Tokenizer, WordPiece } from 'tokenizers';
import { expect, it } from 'vitest';
import { trainWordPiece, WordPieceTokenizer } from '../src/index.js';
import { readDefinitions, share } from './corpora.js';

/** What the Rust library's Node binding trains, which cannot be told otherwise: its defaults. */
const RUST_SETTINGS = { vocabSize: 30_000, minFrequency: 0, limitAlphabet: 1_000_000 };
const SPECIAL_TOKENS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const TEXTS = 20_000;
/** Pairs that are equally frequent are merged in another order there, by chance, and the last merges differ. */
const TOKENS_TOLERANCE = 0.001;
const TIMEOUT_MS = 120_000;

function trainRust(texts: readonly string[]): WordPieceTokenizer {
  const folder = mkdtempSync(join(tmpdir(), 'bertsmith-oracle-'));
  writeFileSync(join(folder, 'texts.txt'), texts.join('\n'));
  const tokenizer = new Tokenizer(WordPiece.empty());
  (tokenizer as unknown as { setNormalizer(normalizer: object): void }).setNormalizer(bertNormalizer());
  tokenizer.setPreTokenizer(bertPreTokenizer());
  tokenizer.train([join(folder, 'texts.txt')]);
  rmSync(folder, { recursive: true });
  const tokens = Object.keys(tokenizer.getVocab()).filter((token) => !SPECIAL_TOKENS.includes(token));
  return new WordPieceTokenizer({ vocabulary: [...SPECIAL_TOKENS, ...tokens] });
}

function measure(tokenizer: WordPieceTokenizer, texts: readonly string[]) {
  const { inputIds } = tokenizer.encodeRagged(texts, { addSpecialTokens: false });
  return { tokens: inputIds.length, unknown: inputIds.filter((id) => id === tokenizer.unkTokenId).length };
}

it(
  'a trained vocabulary cuts new texts into as many tokens as that of the Rust library, and covers as much',
  async () => {
    const definitions = share(readDefinitions(), 2 * TEXTS);
    const [seen, unseen] = [0, 1].map((half) => definitions.filter((_, index) => index % 2 === half)) as [
      string[],
      string[],
    ];
    const ours = measure(await trainWordPiece(seen, RUST_SETTINGS), unseen);
    const rust = measure(trainRust(seen), unseen);
    expect(Math.abs(ours.tokens - rust.tokens) / rust.tokens).toBeLessThan(TOKENS_TOLERANCE);
    expect(ours.unknown).toBe(rust.unknown);
    expect(rust.tokens).toBeGreaterThan(unseen.length * 10);
  },
  TIMEOUT_MS,
);
