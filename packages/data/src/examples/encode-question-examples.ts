/**
 * Questions and contexts in windows of tokens, and the answer as its first and its last token (Devlin et al. 2019, section 4.2). A window
 * without the answer, and a question without one, have the first token, `[CLS]`, for both (the paper's section 4.3).
 */
import { InputError } from '@bertsmith/tensor';
import { requireText } from './encode-text-rows.js';
import type { EncodedExamples, RowClasses } from './encoded-examples.js';
import type { Answer, QuestionExample } from './example.js';
import { Int32List } from './int32-list.js';
import { pairStartOf, RowColumns } from './row-columns.js';
import type { EncodedWindow, WindowEncoder } from './sequence-encoder.js';

/** How questions are encoded. */
export interface EncodeQuestionExamplesOptions {
  /** Ids of a window at most, special tokens and question included. */
  readonly maxLength: number;
  /** Tokens of the context that a window shares with the one before it. Default 128, or a quarter of a short window. */
  readonly stride?: number;
}

/** What {@link encodeQuestionExamples} gives: windows, a row for each. */
export interface EncodedQuestionExamples extends EncodedExamples {
  readonly targets: { readonly start_positions: RowClasses; readonly end_positions: RowClasses };
  readonly exampleNumbers: Int32Array;
  /** `[tokens, 2]`: where a token of the context starts and ends in it, in UTF-16 code units; -1 for all other tokens. */
  readonly contextOffsets: Int32Array;
  /** What was encoded: the answers that count as right. */
  readonly questions: readonly QuestionExample[];
}

/** Tokens that windows share, as published. */
const DEFAULT_STRIDE = 128;
const NO_ANSWER = 0;

/**
 * Tokenizes questions with their contexts; see the top of the file. Of several answers the first is learned.
 *
 * @throws InputError when a question or context is empty, or an answer does not stand where it should; names the row, counted from 0
 * @throws ConfigError when a question leaves a window no room for more of the context than `stride`
 * @example
 * const lynx = { id: '1', question: 'Where do lynxes live?', context: 'They live in forests.', answers: [{ text: 'in forests', start: 10 }] };
 * encodeQuestionExamples([lynx], tokenizer, { maxLength: 384 });
 */
export function encodeQuestionExamples(
  examples: readonly QuestionExample[],
  encoder: WindowEncoder,
  { maxLength, stride = Math.min(DEFAULT_STRIDE, Math.floor(maxLength / 4)) }: EncodeQuestionExamplesOptions,
): EncodedQuestionExamples {
  const [columns, contextOffsets] = [new RowColumns(), new Int32List()];
  const [starts, ends, exampleNumbers] = [[] as number[], [] as number[], [] as number[]];
  for (const [row, example] of examples.entries()) {
    requireQuestion(example, row);
    const { question, context: pair, answers } = example;
    for (const window of encoder.encodeWindows(question, { pair, truncation: 'only_second', maxLength, stride })) {
      const offsets = offsetsInContext(window);
      const [start, end] = answerTokens(offsets, answers[0]);
      columns.add(window.inputIds, pairStartOf(window.tokenTypeIds));
      contextOffsets.append(offsets);
      starts.push(start);
      ends.push(end);
      exampleNumbers.push(row);
    }
  }
  const column = (numbers: number[]) => ({ per: 'row', dtype: 'int32', data: Int32Array.from(numbers) }) as const;
  const targets = { start_positions: column(starts), end_positions: column(ends) };
  return {
    ...columns.finish(encoder.padTokenId, targets),
    targets,
    exampleNumbers: Int32Array.from(exampleNumbers),
    contextOffsets: contextOffsets.toArray(),
    questions: examples,
  };
}

function offsetsInContext(window: EncodedWindow): Int32Array {
  const { sequenceIds } = window;
  const offsets = new Int32Array(2 * sequenceIds.length).fill(-1);
  for (const [token, sequence] of sequenceIds.entries()) {
    if (sequence === 1) offsets.set(window.span(token), 2 * token);
  }
  return offsets;
}

/** The first and the last token that share a character with the answer, when the window has all of it. */
function answerTokens(offsets: Int32Array, answer: Answer | undefined): readonly [start: number, end: number] {
  if (answer === undefined) return [NO_ANSWER, NO_ANSWER];
  const [from, to] = [answer.start, answer.start + answer.text.length];
  const startOf = (token: number) => offsets[2 * token] as number;
  const endOf = (token: number) => offsets[2 * token + 1] as number;
  const tokens = [...Array(offsets.length / 2).keys()].filter((token) => startOf(token) >= 0);
  const within = tokens.filter((token) => startOf(token) < to && endOf(token) > from);
  const [first, last] = [within[0], within.at(-1)];
  if (first === undefined || last === undefined) return [NO_ANSWER, NO_ANSWER];
  // An answer that goes on beyond the window touches its first or last token of the context, and begins or ends elsewhere.
  const isCut = (first === tokens[0] && startOf(first) > from) || (last === tokens.at(-1) && endOf(last) < to);
  return isCut ? [NO_ANSWER, NO_ANSWER] : [first, last];
}

function requireQuestion({ question, context, answers }: QuestionExample, row: number): void {
  requireText(question, row, 'the question');
  requireText(context, row, 'the context');
  for (const { text, start } of answers) {
    if (text !== '' && context.startsWith(text, start)) continue;
    throw new InputError(
      `row ${row}: the answer '${text}' does not stand at ${start} in the context, where there is '${context.slice(start, start + text.length)}'`,
      { row, text, start },
    );
  }
}
