/** Whether two texts belong together: by a model's head for the next sentence, or by a word that they share. */

import { type BertForPreTraining, EncoderRunner } from '@bertsmith/bert-core';
import type { Example } from '@bertsmith/data';
import type { Backend } from '@bertsmith/graph';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { BELONGS } from './text-pairs.js';

/** Two texts. */
export type TextPair = Omit<Example, 'label'>;

/** What a model needs to read texts. */
export interface Reader {
  readonly model: BertForPreTraining;
  readonly tokenizer: WordPieceTokenizer;
  readonly backend: Backend;
  readonly maxLength: number;
}

/** The probability that the texts of each pair belong together, as the model has it. */
export async function judgePairs(pairs: readonly TextPair[], reader: Reader): Promise<number[]> {
  const { model, tokenizer, backend, maxLength } = reader;
  await using runner = await EncoderRunner.create({ model, backend, padTokenId: tokenizer.padTokenId });
  const rows = pairs.map(({ text, pair = '' }) => {
    const { inputIds, tokenTypeIds } = tokenizer.encode(text, { pair, maxLength });
    return { ids: inputIds, tokenTypeIds };
  });
  const probabilities: number[] = [];
  await runner.run(rows, (batch) => {
    for (const [index, position] of batch.positions.entries()) {
      const [belongs = 0, isStrange = 0] = batch.row('seq_relationship_logits', index);
      probabilities[position] = 1 / (1 + Math.exp(isStrange - belongs));
    }
  });
  return probabilities;
}

/** Whether two texts have a word of four letters or more in common, but for its ending. */
export function shareWord({ text, pair = '' }: TextPair): boolean {
  const stems = (sentence: string) =>
    (sentence.toLowerCase().match(/\p{L}{4,}/gu) ?? []).map((word) => word.slice(0, 5));
  const known = new Set(stems(text));
  return stems(pair).some((stem) => known.has(stem));
}

/** The share of pairs that are judged right. */
export function shareRight(pairs: readonly Example[], judge: (pair: Example, place: number) => boolean): number {
  return pairs.filter((pair, place) => judge(pair, place) === (pair.label === BELONGS)).length / pairs.length;
}
