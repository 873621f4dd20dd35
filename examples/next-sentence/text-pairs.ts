/** Definitions with an example each: their own, or that of another definition. */
import {
  type EncodedExamples,
  type Example,
  encodeExamples,
  isHeldOut,
  loadWordnetGlosses,
  shuffledRows,
  Xoshiro128,
} from '@bertsmith/data';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { maskRows } from '../masked-words/mask-rows.js';

/** The labels of BERT: 0 when the second text follows the first. */
export const [BELONGS, IS_STRANGE] = [0, 1];

/** Each example once with its definition, and once with another's. Those of every tenth definition are held out. */
export async function loadTextPairs(
  everyNth: number,
  seed: number,
): Promise<Record<'train' | 'validation', Example[]>> {
  const { glosses } = await loadWordnetGlosses();
  const chosen = glosses.filter(({ examples }) => examples.length > 0).filter((_, row) => row % everyNth === 0);
  const own = chosen.flatMap(({ definition: text, examples }) =>
    examples.map((pair) => ({ text, pair, label: BELONGS })),
  );
  const isOut = ({ text }: Example) => isHeldOut(text, 10);
  return {
    train: withStrangers(
      own.filter((pair) => !isOut(pair)),
      seed,
    ),
    validation: withStrangers(own.filter(isOut), seed),
  };
}

function withStrangers(own: readonly Example[], seed: number): Example[] {
  const others = shuffledRows(own.length, Xoshiro128.fromSeed(seed));
  return own.flatMap((row, place) => {
    const { pair = '', text } = own[others[place] as number] as Example;
    // Chance may lead to an example of the same definition.
    return text === row.text ? [row] : [row, { ...row, pair, label: IS_STRANGE }];
  });
}

/** What {@link encodePairs} gives: pairs with masks in them, and what is to be learned of both tasks. */
export function encodePairs(
  pairs: readonly Example[],
  tokenizer: WordPieceTokenizer,
  { maxLength, seed }: { maxLength: number; seed: number },
): EncodedExamples {
  const rows = encodeExamples(pairs, tokenizer, { maxLength, numLabels: 2 });
  const masked = maskRows(rows, tokenizer, { seed });
  return { ...masked, targets: { ...masked.targets, next_sentence_label: rows.targets.labels } };
}
