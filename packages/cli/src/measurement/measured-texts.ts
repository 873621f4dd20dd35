/** Texts to measure a model with, as its head reads them. */
import { loadWordnetNoun } from '@bertsmith/data';
import { ConfigError, FormatError } from '@bertsmith/tensor';
import { readTextFileOrFail } from '@bertsmith/tensor/files';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import type { InputRecord } from '../prediction/input-record.js';
import { evenlySpreadRows } from '../task/evenly-spread-rows.js';

/** Definitions of the dictionary, when nobody says what to measure with. */
const DEFAULT_TEXTS = 200;
/** `[CLS]`, a token, `[SEP]`. */
const SHORTEST_TEXT = 3;
const FIELDS = ['text', 'pair', 'words', 'question', 'context'] as const;

/** The rows of a task as records: they have the fields that `predict` reads, whatever task they are of. */
export function recordsOfRows(rows: readonly unknown[]): InputRecord[] {
  return rows.map((row, index) => {
    const fields = FIELDS.flatMap((field) => {
      const value = (row as Partial<Record<string, unknown>>)[field];
      return value === undefined ? [] : [[field, value] as const];
    });
    return { place: `row ${index}`, ...Object.fromEntries(fields) };
  });
}

/** Definitions of WordNet, evenly spread over its nouns: 14 tokens on average. */
export async function dictionaryRecords(architecture: string, count = DEFAULT_TEXTS): Promise<InputRecord[]> {
  const { validation } = await loadWordnetNoun();
  return evenlySpreadRows(validation, count).map(({ text }, index) =>
    recordOfText(architecture, text, `text ${index + 1}`),
  );
}

/**
 * Texts of given lengths.
 *
 * @param path a file with the tokens of a text on each line, special tokens included
 * @throws FormatError for a line that is no such number, ConfigError for a vocabulary without a word
 */
export async function recordsOfLengths(
  path: string,
  { architecture }: { readonly architecture: string },
  tokenizer: WordPieceTokenizer,
): Promise<InputRecord[]> {
  const lines = (await readTextFileOrFail(path)).trimEnd().split('\n');
  const word = shortestWord(tokenizer);
  return lines.map((line, index) => {
    const length = Number(line);
    if (!(Number.isInteger(length) && length >= SHORTEST_TEXT)) {
      const message = `${path}: line ${index + 1}: '${line}' is no number of tokens, expected a whole number from ${SHORTEST_TEXT}`;
      throw new FormatError(message, { path, line: index + 1, actual: line });
    }
    const text = new Array(length - 2).fill(word).join(' ');
    return recordOfText(architecture, text, `line ${index + 1}`);
  });
}

/** A question asks about the text; a masked word is one of its own. */
function recordOfText(architecture: string, text: string, place: string): InputRecord {
  switch (architecture) {
    case 'BertForQuestionAnswering':
      return { place, question: 'what?', context: text };
    case 'BertForTokenClassification':
      return { place, words: text.split(/\s+/) };
    case 'BertForMaskedLM':
    case 'BertForPreTraining':
      return { place, text: `${text} [MASK]` };
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
