/**
 * Cuts paragraphs into sentences, by a rule and not by a model.
 *
 * A sentence ends at `.`, `!` or `?`, with the quotes and brackets that follow, before white space and something that may begin
 * one: a capital letter, a digit, an opening quote or bracket, a letter of a script without capitals. It does not end after an
 * initial (`J. Smith`) or a common English abbreviation (`Dr.`, `e.g.`). In Chinese and Japanese it ends at `。！？`, with no space.
 *
 * For pre-training a segment need not be a sentence: to Devlin et al. (2019, section 3) it is "an arbitrary span of contiguous text".
 * So speed counts for more than the rare wrong cut. `Intl.Segmenter` cuts `Mr. Smith` in two.
 */

/** Tried at the first of several stops only: at each of them a row of a thousand would be walked through again. */
const END =
  /(?<![.!?])[.!?]+["'”’»)\]]*\s+(?=[\p{Lu}\p{Lt}\p{Lo}\p{Nd}"'“‘«([])|(?<![。！？])[。！？]+[”’」』）]*(?=.)/gu;
/** The word before the stop; a sentence does not end after these. */
const LAST_WORD = /(?:^|[\s("'“‘[])([\p{L}.]+)\.$/u;
const INITIAL = /^(?:\p{Lu}|\p{L}(?:\.\p{L})+)$/u;
const ABBREVIATIONS = new Set(
  (
    'mr mrs ms dr prof rev gen col lt sgt capt maj hon sen rep gov pres st mt ft jr sr vs etc cf al ca approx dept est fig figs no ' +
    'nos vol vols pp ed eds trans inc ltd co corp bros jan feb mar apr jun jul aug sep sept oct nov dec'
  ).split(' '),
);
/** Longer than any abbreviation. */
const LOOK_BACK = 16;

/**
 * The sentences of a paragraph, without the white space around them; together they are all of it.
 *
 * @example
 * splitSentences('Dr. J. Smith came. "Why?" He left.'); // ['Dr. J. Smith came.', '"Why?"', 'He left.']
 */
export function splitSentences(paragraph: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const { 0: end, index } of paragraph.matchAll(END)) {
    if (end.startsWith('.') && isAbbreviation(paragraph.slice(Math.max(start, index - LOOK_BACK), index + 1))) continue;
    addTrimmed(sentences, paragraph.slice(start, index + end.length));
    start = index + end.length;
  }
  addTrimmed(sentences, paragraph.slice(start));
  return sentences;
}

function isAbbreviation(textToStop: string): boolean {
  const word = LAST_WORD.exec(textToStop)?.[1];
  return word !== undefined && (INITIAL.test(word) || ABBREVIATIONS.has(word.toLowerCase()));
}

function addTrimmed(sentences: string[], text: string): void {
  const sentence = text.trim();
  if (sentence !== '') sentences.push(sentence);
}
