/**
 * Masks: of the tokens of all rows 15 % are to be guessed. Of these, 80 % become `[MASK]`, 10 % another word, and 10 % stay what they are
 * (J. Devlin et al., "BERT", NAACL 2019, section 3.1).
 */
import {
  type BatchSource,
  type EncodedExamples,
  type ExampleBatchOptions,
  encodeExamples,
  exampleBatches,
  IGNORED_LABEL,
  Xoshiro128,
} from '@bertsmith/data';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';

const ASKED_OF_HUNDRED = 15;
const MASKED_OF_TEN = 8;
const CHANGED_OF_TEN = 9;

/** Rows of ids with masks in them, and the words behind these as labels. The same `seed` and `epoch` give the same masks. */
export function maskRows(
  rows: EncodedExamples,
  tokenizer: WordPieceTokenizer,
  { seed, epoch = 0 }: { seed: number; epoch?: number },
): EncodedExamples {
  const generator = Xoshiro128.fromSeed(seed, epoch);
  const { clsTokenId, sepTokenId, unkTokenId, maskTokenId, vocabulary } = tokenizer;
  const neverAsked = new Set([clsTokenId, sepTokenId, unkTokenId]);
  const [inputIds, labels] = [rows.inputIds.slice(), new Int32Array(rows.inputIds.length).fill(IGNORED_LABEL)];
  for (const [token, id] of rows.inputIds.entries()) {
    if (neverAsked.has(id) || generator.nextBelow(100) >= ASKED_OF_HUNDRED) continue;
    labels[token] = id;
    const chance = generator.nextBelow(10);
    if (chance < MASKED_OF_TEN) inputIds[token] = maskTokenId;
    else if (chance < CHANGED_OF_TEN) inputIds[token] = generator.nextBelow(vocabulary.size);
  }
  return { ...rows, inputIds, targets: { labels: { per: 'token', dtype: 'int32', data: labels } } };
}

/** Texts as rows of ids; they have no labels of their own. */
export function encodeTexts(texts: readonly string[], tokenizer: WordPieceTokenizer, maxLength: number) {
  const rows = texts.map((text) => ({ text, label: 0 }));
  return encodeExamples(rows, tokenizer, { maxLength, numLabels: 1 });
}

/** Batches of rows that are masked anew in each epoch (Y. Liu et al., "RoBERTa", 2019, section 4.1). */
export function maskedBatches(
  rows: EncodedExamples,
  tokenizer: WordPieceTokenizer,
  options: ExampleBatchOptions,
): BatchSource {
  const ofEpoch = (epoch: number) => exampleBatches(maskRows(rows, tokenizer, { seed: options.seed, epoch }), options);
  return { ...ofEpoch(0), batches: (epoch, skip) => ofEpoch(epoch).batches(epoch, skip) };
}
