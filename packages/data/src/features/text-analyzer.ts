/** From a text to its terms: words, or sequences of characters. */
import { characterNgrams, characterNgramsWithinWords } from './character-ngrams.js';
import { type WordNgramOptions, wordNgrams } from './word-ngrams.js';

/** Scikit-learn's names of what a term is made of. */
export const ANALYZERS = ['word', 'char', 'char_wb'] as const;

/** One of {@link ANALYZERS}. */
export type Analyzer = (typeof ANALYZERS)[number];

/** How a text is cut into terms. */
export interface AnalyzerOptions extends WordNgramOptions {
  /**
   * What a term is a sequence of: words, characters (also across words), or characters within a word and the space on both its sides.
   * Default `word`.
   */
  readonly analyzer?: Analyzer;
}

/** The terms of a text, with those that it has several times as often as it has them. */
export function analyzeText(text: string, options: AnalyzerOptions): string[] {
  const { analyzer = 'word', ngramRange = [1, 1], lowercase = true } = options;
  if (analyzer === 'word') return wordNgrams(text, options);
  const cased = lowercase ? text.toLowerCase() : text;
  return analyzer === 'char' ? characterNgrams(cased, ngramRange) : characterNgramsWithinWords(cased, ngramRange);
}
