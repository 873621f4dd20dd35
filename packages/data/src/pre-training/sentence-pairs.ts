/**
 * Pairs of segments for next-sentence prediction (Devlin et al. 2019, section 3.1): the second follows the first in half of the
 * pairs, and comes from another document in the others.
 *
 * A row is cut at the end of one of its sentences; one of a single sentence between two words. The stranger has as many tokens as
 * what it takes the place of, if its document has them, so that lengths tell nothing. What it displaces is not read in this epoch.
 * Differs from Devlin et al.'s program in that rows are not shortened at random, and half of the rows are strangers exactly in
 * expectation, where there a row of one sentence always is.
 */
import { InputError } from '@bertsmith/tensor';
import type { Xoshiro128 } from '../random/xoshiro128.js';
import type { LanguageModelVocabulary } from './language-model-vocabulary.js';
import { firstAbove, type RowPlan } from './plan-rows.js';
import type { TokenizedCorpus } from './tokenized-corpus.js';

/** Two segments, without special tokens. */
export interface SentencePair {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Hugging Face's `next_sentence_label`: 0 when the second follows the first, 1 when it comes from another document. */
  readonly nextSentenceLabel: 0 | 1;
}

/** Where pairs come from. */
export interface PairSource {
  readonly corpus: TokenizedCorpus;
  readonly plan: RowPlan;
  readonly vocabulary: LanguageModelVocabulary;
}

/** The pair of a row. */
export function drawSentencePair(source: PairSource, row: number, generator: Xoshiro128): SentencePair {
  const { corpus, plan } = source;
  const [start, end] = [plan.starts[row] as number, plan.starts[row + 1] as number];
  const tokens = corpus.readTokens(start, end);
  const cuts = listCuts(source, row, tokens);
  // A row of a single token has nothing that could follow it.
  const cut = cuts.length === 0 ? tokens.length : (cuts[generator.nextBelow(cuts.length)] as number);
  const first = tokens.subarray(0, cut);
  const isStranger = generator.nextBelow(2) === 1 || cut === tokens.length;
  if (!isStranger) return { first, second: tokens.subarray(cut), nextSentenceLabel: 0 };
  const second = drawStranger(source, row, Math.max(1, tokens.length - cut), generator);
  return { first, second, nextSentenceLabel: 1 };
}

/** @throws InputError for a corpus of one document: nothing can come from another */
export function checkHasStrangers({ path, counts }: TokenizedCorpus): void {
  if (counts.documents > 1) return;
  const message =
    `tokenized corpus '${path}': next-sentence prediction needs at least 2 documents, there is ${counts.documents}; ` +
    `read the text with a layout that parts documents, or leave nextSentencePrediction out`;
  throw new InputError(message, { path, documents: counts.documents });
}

/** Positions in the row at which it may be cut. */
function listCuts({ corpus, plan, vocabulary }: PairSource, row: number, tokens: Int32Array): number[] {
  const start = plan.starts[row] as number;
  const next = Math.min(corpus.counts.sentences, (plan.firstSentences[row + 1] as number) + 1);
  const ends = corpus.readSentenceEnds(plan.firstSentences[row] as number, next);
  const atSentences = [...ends].map((end) => end - start).filter((cut) => cut > 0 && cut < tokens.length);
  if (atSentences.length > 0) return atSentences;
  const all = Array.from({ length: Math.max(0, tokens.length - 1) }, (_, index) => index + 1);
  const atWords = all.filter((cut) => vocabulary.continuesWord[tokens[cut] as number] === 0);
  return atWords.length > 0 ? atWords : all;
}

/** `wanted` tokens from a random sentence on of a random other document, or what that has. */
function drawStranger({ corpus, plan }: PairSource, row: number, wanted: number, generator: Xoshiro128): Int32Array {
  const { documentSentenceEnds, documentTokenEnds } = plan;
  const own = firstAbove(documentSentenceEnds, plan.firstSentences[row] as number);
  const drawn = generator.nextBelow(documentSentenceEnds.length - 1);
  const document = drawn < own ? drawn : drawn + 1;
  const firstSentence = document === 0 ? 0 : (documentSentenceEnds[document - 1] as number);
  const sentence = firstSentence + generator.nextBelow((documentSentenceEnds[document] as number) - firstSentence);
  const start = sentence === 0 ? 0 : (corpus.readSentenceEnds(sentence - 1, sentence)[0] as number);
  return corpus.readTokens(start, Math.min(start + wanted, documentTokenEnds[document] as number));
}
