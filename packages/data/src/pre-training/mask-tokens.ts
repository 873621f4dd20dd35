/**
 * Masking for a language model: tokens are chosen at random, to be guessed from the others.
 *
 * Devlin et al. (2019, section 3.1): 15 % of the tokens are chosen; of these, 80 % become `[MASK]`, 10 % a random token, and 10 % stay
 * what they are. Whole-word masking (their release of May 2019) chooses all tokens of a word or none, and then does the same to each
 * by itself. Liu et al. (2019, section 4.1) choose anew in each epoch.
 */
import { ConfigError } from '@bertsmith/tensor';
import { IGNORED_LABEL } from '../examples/encoded-examples.js';
import { shuffle } from '../random/shuffle.js';
import type { Xoshiro128 } from '../random/xoshiro128.js';
import type { LanguageModelVocabulary } from './language-model-vocabulary.js';

/** How tokens are chosen. */
export interface MaskingOptions {
  /** Share of the tokens that are chosen, above 0 and at most 1. Default 0.15. */
  readonly maskProbability?: number | undefined;
  /** Choose all tokens of a word or none. Default true. */
  readonly wholeWords?: boolean | undefined;
}

/** Of ten chosen tokens, so many become `[MASK]`, the next one a random token, the last one stays. */
const MASKED_OF_TEN = 8;
const CHANGED_OF_TEN = 9;
const DEFAULT_PROBABILITY = 0.15;

/**
 * Masks tokens in place. Of the `n` tokens that are not special, `round(maskProbability n)` are chosen, at least one; with whole words
 * as many words as fit into that number, in random order, and at least one.
 *
 * Differs from Devlin et al.'s program in that special tokens do not count towards `n`, and `[UNK]` is never chosen.
 *
 * @param inputIds `[sequence]`, changed in place
 * @returns labels, `[sequence]`: the token that was there where one was chosen, -100 elsewhere
 * @throws ConfigError for a probability out of range
 */
export function maskTokens(
  inputIds: Int32Array,
  vocabulary: LanguageModelVocabulary,
  generator: Xoshiro128,
  options: MaskingOptions = {},
): Int32Array {
  const { maskProbability = DEFAULT_PROBABILITY, wholeWords = true } = options;
  checkProbability(maskProbability);
  const labels = new Int32Array(inputIds.length).fill(IGNORED_LABEL);
  const units = listUnits(inputIds, vocabulary, wholeWords);
  const candidates = units.reduce((sum, { end, start }) => sum + end - start, 0);
  const budget = Math.max(1, Math.round(candidates * maskProbability));
  for (const { start, end } of choose(shuffle(units, generator), budget)) {
    for (let position = start; position < end; position++) {
      labels[position] = inputIds[position] as number;
      inputIds[position] = replacement(inputIds[position] as number, vocabulary, generator);
    }
  }
  return labels;
}

/** @throws ConfigError for a probability out of range */
export function checkProbability(maskProbability: number): void {
  if (maskProbability > 0 && maskProbability <= 1) return;
  throw new ConfigError(`maskProbability is ${maskProbability}, expected more than 0 and at most 1`, {
    maskProbability,
  });
}

/** Tokens that are chosen together. */
interface Unit {
  readonly start: number;
  readonly end: number;
}

function listUnits(inputIds: Int32Array, vocabulary: LanguageModelVocabulary, wholeWords: boolean): Unit[] {
  const { continuesWord, isSpecial } = vocabulary;
  const units: Unit[] = [];
  for (let start = 0, end = 0; start < inputIds.length; start = end) {
    end = start + 1;
    if (isSpecial[inputIds[start] as number] === 1) continue;
    while (wholeWords && end < inputIds.length && continuesWord[inputIds[end] as number] === 1) end++;
    units.push({ start, end });
  }
  return units;
}

function choose(units: readonly Unit[], budget: number): Unit[] {
  let left = budget;
  const chosen = units.filter(({ start, end }) => {
    const fits = end - start <= left;
    if (fits) left -= end - start;
    return fits;
  });
  return chosen.length > 0 ? chosen : units.slice(0, 1);
}

function replacement(id: number, vocabulary: LanguageModelVocabulary, generator: Xoshiro128): number {
  const kind = generator.nextBelow(10);
  if (kind < MASKED_OF_TEN) return vocabulary.maskTokenId;
  if (kind >= CHANGED_OF_TEN) return id;
  let other = generator.nextBelow(vocabulary.size);
  while (vocabulary.isSpecial[other] === 1) other = generator.nextBelow(vocabulary.size);
  return other;
}
