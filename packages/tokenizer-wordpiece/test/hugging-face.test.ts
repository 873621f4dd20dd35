import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type BertNormalizerOptions,
  formatTokenizerJson,
  parseTokenizerJson,
  parseVocabulary,
  type TruncationStrategy,
  trainWordPiece,
  WordPieceTokenizer,
  type WordPieceTokenizerOptions,
} from '../src/index.js';
import { fixturePath, readFixture } from './read-fixture.js';

/** Ids, offsets and word ids as Hugging Face gives them. */
type Encoded = readonly [ids: number[], offsets: number[], wordIds: number[]];

const vocabulary = parseVocabulary(readFileSync(fixturePath('vocab.txt'), 'utf8'));
const bare = { addSpecialTokens: false };

function createTokenizer(options: Partial<WordPieceTokenizerOptions> = {}): WordPieceTokenizer {
  return new WordPieceTokenizer({ vocabulary, ...options });
}

function expectEncoded(tokenizer: WordPieceTokenizer, texts: readonly string[], encoded: readonly Encoded[]): void {
  texts.forEach((text, index) => {
    const { inputIds, offsets, wordIds } = tokenizer.encode(text, bare);
    const actual = [Array.from(inputIds), Array.from(offsets), Array.from(wordIds)];
    expect(actual, JSON.stringify(text)).toEqual(encoded[index]);
    expect(tokenizer.encodeIds(text, bare), JSON.stringify(text)).toEqual(inputIds);
  });
}

describe('the same as Hugging Face', () => {
  const { texts, cases } = readFixture<{
    texts: string[];
    cases: { normalizer: BertNormalizerOptions; encoded: Encoded[] }[];
  }>('encoding.json');

  it.each(cases)('encodes with $normalizer', ({ normalizer, encoded }) => {
    expectEncoded(createTokenizer({ normalizer }), texts, encoded);
  });

  it('encodes and truncates pairs', () => {
    const tokenizer = createTokenizer();
    const pairs = readFixture<PairCase[]>('pairs.json');
    for (const { text, pair, maxLength, truncation, error, ...expected } of pairs) {
      const encode = () => tokenizer.encode(text, { pair, maxLength, truncation });
      if (error !== undefined) {
        expect(encode, `${truncation} ${maxLength}: ${error}`).toThrow('truncation');
        continue;
      }
      const encoding = encode();
      expect(encoding.inputIds, `${truncation} ${maxLength}`).toEqual(Int32Array.from(expected.ids));
      expect(encoding.tokenTypeIds).toEqual(Int32Array.from(expected.typeIds));
      expect(encoding.specialTokensMask).toEqual(Int32Array.from(expected.specialTokensMask));
      expect(encoding.sequenceIds).toEqual(Int32Array.from(expected.sequenceIds, (sequence) => sequence ?? -1));
    }
  });

  it('finds added tokens', () => {
    const fixture = readFixture<{ json: unknown; texts: string[]; encoded: Encoded[] }>('added-tokens.json');
    const plain = JSON.parse(formatTokenizerJson(createTokenizer())) as object;
    const tokenizer = parseTokenizerJson(JSON.stringify({ ...plain, added_tokens: fixture.json }));
    expectEncoded(tokenizer, fixture.texts, fixture.encoded);
  });

  it('uses another prefix, unknown token and longest word', () => {
    const fixture = readFixture<{ json: string; texts: string[]; encoded: Encoded[] }>('model.json');
    expectEncoded(parseTokenizerJson(fixture.json), fixture.texts, fixture.encoded);
  });

  it('decodes', () => {
    const tokenizer = createTokenizer();
    const fixture =
      readFixture<{ ids: number[]; skipSpecialTokens: boolean; cleanUp: boolean; text: string }[]>('decoding.json');
    for (const { ids, text, ...options } of fixture) expect(tokenizer.decode(ids, options)).toBe(text);
  });

  it('trains', async () => {
    const { texts, cases } = readFixture<TrainingFixture>('training.json');
    for (const { tokens, ...options } of cases) {
      const trained = await trainWordPiece(texts, options);
      expect(trained.vocabulary.tokens).toEqual(tokens);
    }
  });

  it('reads and writes tokenizer.json', () => {
    const text = readFileSync(fixturePath('tokenizer.json'), 'utf8');
    const tokenizer = parseTokenizerJson(text);
    expect(tokenizer.vocabulary.tokens).toEqual(vocabulary);
    expect(JSON.parse(formatTokenizerJson(tokenizer))).toEqual(JSON.parse(text));
  });
});

interface PairCase {
  text: string;
  pair: string;
  truncation: TruncationStrategy;
  maxLength: number;
  ids: number[];
  typeIds: number[];
  specialTokensMask: number[];
  sequenceIds: (number | null)[];
  error?: string;
}

interface TrainingFixture {
  texts: string[];
  cases: { vocabSize: number; minFrequency: number; tokens: string[] }[];
}
