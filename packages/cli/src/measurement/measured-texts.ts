/** Texts to measure a model with, as its head reads them. */
import type { BertInferenceModel } from '@bertsmith/bert-core';
import { loadWordnetNoun } from '@bertsmith/data';
import { ConfigError, FormatError } from '@bertsmith/tensor';
import { readTextFileOrFail } from '@bertsmith/tensor/files';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import type { InputRecord } from '../prediction/input-record.js';
import { evenlySpreadRows } from '../task/evenly-spread-rows.js';

/** Texts that are computed together, where all are asked for at once. */
export const MEASURED_BATCH = 32;
/** Batches that are measured: as many for each of two or four threads. With seven, one of two waits while the last is computed. */
export const MEASURED_BATCHES = 8;
/** Enough for a median, and few enough to be asked again and again. */
export const MEASURED_TEXTS = MEASURED_BATCH * MEASURED_BATCHES;
/** `[CLS]`, a token, `[SEP]`. */
const SHORTEST_TEXT = 3;
const QUESTION = 'what?';
const MASKED = ['BertForMaskedLM', 'BertForPreTraining'];

/** Definitions of WordNet, evenly spread over its nouns: 14 tokens on average. */
export async function dictionaryTexts(count = MEASURED_TEXTS): Promise<string[]> {
  const { validation } = await loadWordnetNoun();
  return evenlySpreadRows(validation, count).map(({ text }) => text);
}

/** The same as a model's head reads them. */
export async function dictionaryRecords(architecture: string, count = MEASURED_TEXTS): Promise<InputRecord[]> {
  const texts = await dictionaryTexts(count);
  return texts.map((text, index) => recordOfText(architecture, text, `text ${index + 1}`));
}

/**
 * Texts of given lengths, as a model's own tokenizer cuts them.
 *
 * @param path a file with the tokens of a text on each line, special tokens included
 * @throws FormatError for a line that is no such number, or too few for the model's head; ConfigError for a vocabulary without a word
 */
export async function recordsOfLengths(
  path: string,
  { architecture, config }: Pick<BertInferenceModel, 'architecture' | 'config'>,
  tokenizer: WordPieceTokenizer,
): Promise<InputRecord[]> {
  const lines = (await readTextFileOrFail(path)).trimEnd().split('\n');
  const word = shortestWord(tokenizer);
  const others = tokensBeside(architecture, tokenizer);
  return lines.map((line, index) => {
    const [length, minimum, maximum] = [Number(line), others + 1, config.maxPositionEmbeddings];
    if (!(Number.isInteger(length) && length >= minimum && length <= maximum)) {
      const message = `${path}: line ${index + 1}: '${line}' is no number of tokens, expected a whole number from ${minimum} to ${maximum}`;
      throw new FormatError(message, { path, line: index + 1, actual: line });
    }
    return recordOfText(architecture, new Array(length - others).fill(word).join(' '), `line ${index + 1}`);
  });
}

/** What a record has beside the words of its text: special tokens, the mask, the question. */
function tokensBeside(architecture: string, tokenizer: WordPieceTokenizer): number {
  if (architecture === 'BertForQuestionAnswering') return tokenizer.encode(QUESTION).inputIds.length + 1;
  return SHORTEST_TEXT - 1 + (MASKED.includes(architecture) ? 1 : 0);
}

/** A question asks about the text; a masked word is one of its own. */
function recordOfText(architecture: string, text: string, place: string): InputRecord {
  switch (architecture) {
    case 'BertForQuestionAnswering':
      return { place, question: QUESTION, context: text };
    case 'BertForTokenClassification':
      return { place, words: text.split(/\s+/) };
    case 'BertForMaskedLM':
    case 'BertForPreTraining':
      return { place, text: `[MASK] ${text}` };
    default:
      return { place, text };
  }
}

/** A word that is one token, wherever it stands. */
function shortestWord(tokenizer: WordPieceTokenizer): string {
  for (const word of tokenizer.vocabulary.tokens) {
    if (/^[a-z]+$/.test(word) && tokenizer.encode(word).inputIds.length === SHORTEST_TEXT) return word;
  }
  throw new ConfigError('the vocabulary has no word of letters to make texts of');
}
