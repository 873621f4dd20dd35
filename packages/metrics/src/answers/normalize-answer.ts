/**
 * The form in which SQuAD compares answers: lower case, without ASCII punctuation, without the words a, an and the,
 * with single spaces. Rajpurkar et al., EMNLP 2016, section 6.
 *
 * The official program is in Python, whose idea of a letter (`\w` and `\b` of a Unicode text) and of white space is
 * spelled out here: JavaScript's own differ for letters beyond ASCII and for U+0085, U+001C to U+001F and U+FEFF.
 */

const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/g;
const WORD_CHARACTER = String.raw`[\p{L}\p{N}_]`;
const ARTICLES = new RegExp(`(?<!${WORD_CHARACTER})(?:a|an|the)(?!${WORD_CHARACTER})`, 'gu');
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python counts U+001C to U+001F as white space
const WHITE_SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/**
 * An answer as SQuAD compares it.
 *
 * @example
 * normalizeAnswer('The Panthers\u2019 "Cam" Newton!'); // 'panthers\u2019 cam newton'
 */
export function normalizeAnswer(answer: string): string {
  return answerWords(answer).join(' ');
}

/** The words of {@link normalizeAnswer}. */
export function answerWords(answer: string): string[] {
  const withoutArticles = answer.toLowerCase().replace(ASCII_PUNCTUATION, '').replace(ARTICLES, ' ');
  return withoutArticles.split(WHITE_SPACE).filter((word) => word !== '');
}
