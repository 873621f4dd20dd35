import { ConfigError, InputError } from '@bertsmith/tensor';
import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { describe, expect, it } from 'vitest';
import { encodeQuestionExamples } from './encode-question-examples.js';
import type { QuestionExample } from './example.js';

const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'where', '?', 'lynx', '##es', 'live', 'in', 'forest', '##s'];
const tokenizer = new WordPieceTokenizer({ vocabulary });

const lynx: QuestionExample = {
  id: 'q1',
  question: 'Where?',
  context: 'Lynxes live in forests',
  answers: [{ text: 'in forests', start: 12 }],
};
/** `[CLS] where ? [SEP]` and what follows. */
const CONTEXT_START = 4;

describe('encodeQuestionExamples', () => {
  it('finds the tokens of the answer', () => {
    const { inputIds, pairStarts, targets, contextOffsets } = encodeQuestionExamples([lynx], tokenizer, {
      maxLength: 16,
    });
    expect([...inputIds]).toEqual([2, 4, 5, 3, 6, 7, 8, 9, 10, 11, 3]);
    expect([...pairStarts]).toEqual([CONTEXT_START]);
    expect([...targets.start_positions.data, ...targets.end_positions.data]).toEqual([7, 9]);
    expect([...contextOffsets.subarray(2 * 7, 2 * 8), ...contextOffsets.subarray(2 * 9, 2 * 11)]).toEqual([
      ...[12, 14], // in
      ...[21, 22], // ##s
      ...[-1, -1],
    ]);
  });

  it('an answer that begins within a word is the tokens that it shares a character with', () => {
    const answers = [{ text: 'nxes li', start: 2 }];
    const { targets } = encodeQuestionExamples([{ ...lynx, answers }], tokenizer, { maxLength: 16 });
    expect([...targets.start_positions.data, ...targets.end_positions.data]).toEqual([4, 6]);
  });

  it('reads a long context in windows; those without all of the answer have [CLS]', () => {
    const { targets, exampleNumbers, offsets } = encodeQuestionExamples([lynx], tokenizer, { maxLength: 9, stride: 2 });
    // Four tokens of the context each: lynx ##es live in | live in forest ##s.
    expect([...offsets]).toEqual([0, 9, 18]);
    expect([...exampleNumbers]).toEqual([0, 0]);
    expect([...targets.start_positions.data]).toEqual([0, 5]);
    expect([...targets.end_positions.data]).toEqual([0, 7]);
  });

  it('knows questions without an answer', () => {
    const { targets } = encodeQuestionExamples([{ ...lynx, answers: [] }], tokenizer, { maxLength: 16 });
    expect([...targets.start_positions.data, ...targets.end_positions.data]).toEqual([0, 0]);
  });

  it.each<[Partial<QuestionExample>, string]>([
    [{ question: ' ' }, 'row 0: the question is empty'],
    [{ context: '', answers: [] }, 'row 0: the context is empty'],
    [
      { answers: [{ text: 'forests', start: 12 }] },
      "row 0: the answer 'forests' does not stand at 12 in the context, where there is 'in fore'",
    ],
    [{ answers: [{ text: '', start: 3 }] }, "row 0: the answer '' does not stand at 3"],
  ])('refuses %j', (part, message) => {
    const encode = () => encodeQuestionExamples([{ ...lynx, ...part }], tokenizer, { maxLength: 16 });
    expect(encode).toThrow(InputError);
    expect(encode).toThrow(message);
  });

  it('refuses a question that leaves no room', () => {
    const question = 'where '.repeat(12);
    expect(() => encodeQuestionExamples([{ ...lynx, question }], tokenizer, { maxLength: 16 })).toThrow(ConfigError);
  });
});
