/** A model to begin with: a pre-trained encoder by its name or directory, or a small one from scratch. */
import { BertForSequenceClassification, presetConfig } from '@bertsmith/bert-core';
import { fromPretrained } from '@bertsmith/bert-core/hub';
import { trainWordPiece, type WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';

const PRESET = 'tiny';
/** A regression has one label: the name of its number. */
const labels = ['similarity'];
const VOCAB_SIZE = 8000;

/** A model of one number that has learned nothing yet, and its tokenizer. */
export async function startingModel(
  name: string | undefined,
  texts: readonly string[],
  { maxLength, seed }: { maxLength: number; seed: number },
): Promise<{ model: BertForSequenceClassification; tokenizer: WordPieceTokenizer }> {
  if (name !== undefined) {
    return await fromPretrained(name, {
      architecture: 'BertForSequenceClassification',
      labels,
      problemType: 'regression',
      seed,
    });
  }
  const tokenizer = await trainWordPiece(texts, { vocabSize: VOCAB_SIZE });
  const config = presetConfig(PRESET, {
    vocabSize: tokenizer.vocabulary.size,
    maxPositionEmbeddings: maxLength,
    labels,
    problemType: 'regression',
  });
  return { model: BertForSequenceClassification.initialize(config, { seed }), tokenizer };
}
