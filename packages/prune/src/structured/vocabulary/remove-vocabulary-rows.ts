/**
 * Words that a corpus never uses: their rows of the embedding table, which are most of a small model's parameters, go, and the tokenizer is
 * cut to match. Speed stays the same, files and memory shrink.
 */
import type { BertConfig, BertInferenceModel } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import type { TextInput, WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { copySelected } from '../surgery/copy-selected.js';
import { resizeModel } from '../surgery/resize-model.js';
import { keepTokens } from './keep-tokens.js';
import { usedTokens } from './used-tokens.js';

/** What {@link removeVocabularyRows} keeps. */
export interface VocabularyOptions {
  /** The corpus: texts or pairs, or a stream of them. What it needs stays. */
  readonly texts: Iterable<TextInput> | AsyncIterable<TextInput>;
  /** Other texts, whose words stay too when they are frequent there: what a small corpus lacks by chance. */
  readonly furtherTexts?: FurtherTexts;
  /**
   * Also keep every piece of one character (`a`, `##a`), so that a new word is spelled and does not become `[UNK]`, if the tokenizer has its characters as
   * pieces, in the places where they stand: of the 30,522 tokens of `bert-base-uncased` they are 1,994. Default true.
   */
  readonly keepCharacters?: boolean;
}

/** See {@link VocabularyOptions.furtherTexts}. */
export interface FurtherTexts {
  readonly texts: Iterable<TextInput> | AsyncIterable<TextInput>;
  /** How often a word has to be in them, from 1. Default 1. */
  readonly minFrequency?: number;
}

/** A model and a tokenizer with fewer words. */
export interface SmallerVocabulary<Model> {
  readonly model: Model;
  readonly tokenizer: WordPieceTokenizer;
  /** `[tokens]`: the row that each token's embedding had before, ascending. */
  readonly oldIds: Int32Array;
  /** Rows of the table of words. */
  readonly rows: { readonly before: number; readonly after: number };
}

/** The parameters with an entry for each word. A decoder is tied to the first. */
const VOCABULARY_PARAMETERS: ReadonlySet<string> = new Set([
  'bert.embeddings.word_embeddings.weight',
  'cls.predictions.bias',
]);

/**
 * A new model, and a new tokenizer to go with it, without the words that a corpus never uses. Every word of the corpus that was known is cut into the
 * same pieces as before, and for texts of such words the model gives the same numbers, bit for bit. A word that was `[UNK]` may now be cut into pieces: WordPiece takes
 * the longest beginning that is a piece and does not look back, so that a piece which led to nothing hid others, and may be gone. Other texts may be cut into more
 * pieces, or have unknown words.
 *
 * Ids are given anew, in the old order; `padTokenId` and other ids in the configuration follow, as far as their tokens are still there.
 *
 * @throws ConfigError when the tokenizer has more tokens than the model rows, or the model is of a class without `withConfig`
 * @example
 * const { model: smaller, tokenizer: shorter } = await removeVocabularyRows(model, tokenizer, { texts });
 * await saveModel(smaller, 'smaller');
 * await saveTokenizer(shorter, 'smaller');
 */
export async function removeVocabularyRows<Model extends BertInferenceModel>(
  model: Model,
  tokenizer: WordPieceTokenizer,
  { texts, furtherTexts, keepCharacters = true }: VocabularyOptions,
): Promise<SmallerVocabulary<Model>> {
  const { config, arena } = model;
  requireRows(config, tokenizer);
  const used = await usedTokens(tokenizer, texts);
  for (const id of await furtherTokens(tokenizer, furtherTexts)) used.add(id);
  if (config.padTokenId < tokenizer.vocabulary.size) used.add(config.padTokenId);
  const kept = keepTokens(tokenizer, keepCharacters ? [...used, ...characterPieces(tokenizer)] : used);
  const smaller = resizeModel(model, shorterConfig(config, kept.oldIds));
  const rows = Array.from(kept.oldIds);
  for (const { specification } of smaller.arena.entries) {
    const { name } = specification;
    const parameter = { name, source: arena.get(name), target: smaller.arena.get(name) };
    copySelected(parameter, VOCABULARY_PARAMETERS.has(name) ? { rows } : {});
  }
  return { model: smaller, ...kept, rows: { before: config.vocabSize, after: rows.length } };
}

async function furtherTokens(tokenizer: WordPieceTokenizer, further: FurtherTexts | undefined): Promise<Set<number>> {
  const { texts = [], minFrequency = 1 } = further ?? {};
  if (Number.isInteger(minFrequency) && minFrequency >= 1) return await usedTokens(tokenizer, texts, minFrequency);
  const message = `removing words: minFrequency is ${minFrequency}, expected a whole number from 1`;
  throw new ConfigError(message, { minFrequency });
}

function requireRows({ vocabSize }: BertConfig, { vocabulary }: WordPieceTokenizer): void {
  if (vocabulary.size <= vocabSize) return;
  throw new ConfigError(
    `removing words: the tokenizer has ${vocabulary.size} tokens, the model has rows for ${vocabSize}: use the tokenizer that it was trained with`,
    { expected: vocabSize, actual: vocabulary.size },
  );
}

/** Pieces of one character, whether they begin a word or go on with it. */
function characterPieces({ vocabulary, settings }: WordPieceTokenizer): number[] {
  const { continuingSubwordPrefix: prefix } = settings;
  return vocabulary.tokens.flatMap((token, id) => {
    const bare = token.startsWith(prefix) && token.length > prefix.length ? token.slice(prefix.length) : token;
    return [...bare].length === 1 ? [id] : [];
  });
}

function shorterConfig(config: BertConfig, oldIds: Int32Array): BertConfig {
  const newIds = new Map(Array.from(oldIds, (old, id) => [old, id]));
  return {
    ...config,
    vocabSize: oldIds.length,
    padTokenId: newIds.get(config.padTokenId) ?? 0,
    unknownFields: withNewTokenIds(config.unknownFields, newIds),
  };
}

/** `bos_token_id` and its like, which transformers writes beside what we know; one whose token is gone is left out. */
function withNewTokenIds(fields: BertConfig['unknownFields'], newIds: ReadonlyMap<number, number>) {
  const entries = Object.entries(fields).flatMap(([name, value]) => {
    if (!name.endsWith('_token_id') || typeof value !== 'number') return [[name, value]];
    return newIds.has(value) ? [[name, newIds.get(value)]] : [];
  });
  return Object.fromEntries(entries) as BertConfig['unknownFields'];
}
