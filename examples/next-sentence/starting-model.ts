/** A model to begin with: a pre-trained one by its name or directory, or a small one from scratch. */
import { BertForPreTraining, presetConfig } from '@bertsmith/bert-core';
import { fromPretrained } from '@bertsmith/bert-core/hub';
import { trainWordPiece, type WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';

const PRESET = 'tiny';
const VOCAB_SIZE = 8000;

/** A language model, and its tokenizer. */
export async function startingModel(
  name: string | undefined,
  texts: readonly string[],
  { maxLength, seed }: { maxLength: number; seed: number },
): Promise<{ model: BertForPreTraining; tokenizer: WordPieceTokenizer }> {
  if (name !== undefined) {
    return await fromPretrained(name, { architecture: 'BertForPreTraining', seed });
  }
  const tokenizer = await trainWordPiece(texts, { vocabSize: VOCAB_SIZE });
  const config = presetConfig(PRESET, {
    vocabSize: tokenizer.vocabulary.size,
    maxPositionEmbeddings: maxLength,
  });
  return { model: BertForPreTraining.initialize(config, { seed }), tokenizer };
}
