/** A model to begin with: a pre-trained encoder by its name or directory, or a small one from scratch. */
import { BertForTokenClassification, presetConfig } from '@bertsmith/bert-core';
import { fromPretrained } from '@bertsmith/bert-core/hub';
import { trainWordPiece, type WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';

const PRESET = 'tiny';
/** A small vocabulary cuts rare words into pieces, and an ending says much about a part of speech. */
const VOCAB_SIZE = 8000;

/** A tagger that has learned nothing yet, and its tokenizer. */
export async function startingModel(
  name: string | undefined,
  texts: readonly string[],
  { labels, maxLength, seed }: { labels: readonly string[]; maxLength: number; seed: number },
): Promise<{ model: BertForTokenClassification; tokenizer: WordPieceTokenizer }> {
  if (name !== undefined) {
    return await fromPretrained(name, { architecture: 'BertForTokenClassification', labels, seed });
  }
  const tokenizer = await trainWordPiece(texts, { vocabSize: VOCAB_SIZE });
  const config = presetConfig(PRESET, {
    vocabSize: tokenizer.vocabulary.size,
    maxPositionEmbeddings: maxLength,
    labels,
  });
  return { model: BertForTokenClassification.initialize(config, { seed }), tokenizer };
}
