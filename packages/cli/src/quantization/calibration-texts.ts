import type { TokenRow } from '@bertsmith/bert-core';
import { calibrationRows } from '@bertsmith/quantize';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { dictionaryTexts } from '../measurement/measured-texts.js';
import { evenlySpreadRows } from '../task/evenly-spread-rows.js';
import type { LoadedTask } from '../task/load-task.js';

/** Definitions that are enough to see the error of a layer. */
const DICTIONARY_TEXTS = 64;

/**
 * Rows that layers are looked at on: training rows of the task; without one, definitions of the dictionary, on which errors are measured and by which
 * nothing is decided.
 */
export async function calibrationTexts(
  tokenizer: WordPieceTokenizer,
  loaded: LoadedTask | undefined,
  { calibration, maxLength }: { readonly calibration: number; readonly maxLength: number },
): Promise<TokenRow[]> {
  if (loaded === undefined) {
    const texts = await dictionaryTexts(DICTIONARY_TEXTS);
    return texts.map((text) => ({ ids: tokenizer.encodeIds(text, { maxLength }) }));
  }
  const { head, labels, train } = loaded;
  const rows = evenlySpreadRows(train, calibration);
  // One that is read in windows is several.
  return calibrationRows(head.encode(rows, tokenizer, { maxLength, labels }), calibration);
}
