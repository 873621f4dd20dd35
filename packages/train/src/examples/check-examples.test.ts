import { BertForQuestionAnswering, BertForTokenClassification } from '@bertsmith/bert-core';
import { InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import {
  DOMINANT_CLASS_CONFIG as config,
  dominantClassExamples,
  dominantClassModel,
  encodeRows,
} from '../../test/dominant-class.js';
import { checkExamples } from './check-examples.js';

const graph = dominantClassModel().buildEvaluationGraph();
const limits = { config, graph, maxLength: 5 };
const good = [1, 4, 5, 2];

describe('checkExamples', () => {
  it('takes rows that fit', () => {
    expect(() => checkExamples('training', dominantClassExamples(50, 1), { ...limits, maxLength: 16 })).not.toThrow();
  });

  it.each([
    ['no rows', [], [], 'there are no training rows', { what: 'training' }],
    [
      'a label too high',
      [good, good],
      [0, 4],
      'training row 1: the label is 4, the model has the classes 0 to 3',
      { row: 1, label: 4 },
    ],
    [
      'a negative label',
      [good],
      [-100],
      'training row 0: the label is -100, the model has the classes 0 to 3',
      { row: 0 },
    ],
    [
      'an id too high',
      [good, [1, 23, 2]],
      [0, 1],
      'training row 1: the token id is 23, the model has 23 words',
      { row: 1, id: 23 },
    ],
    ['a negative id', [[-1]], [0], 'training row 0: the token id is -1, the model has 23 words', { row: 0, id: -1 }],
    [
      'a long row',
      [[1, 3, 3, 3, 3, 2]],
      [0],
      'training row 0 has 6 tokens, maxLength is 5: encode it with that',
      { length: 6 },
    ],
  ])('refuses %s', (_, ids, labels, message, details) => {
    const run = () => checkExamples('training', encodeRows(ids, labels), limits);
    expect(run).toThrow(InputError);
    expect(run).toThrow(message);
    expect(run).toThrow(expect.objectContaining({ details: expect.objectContaining(details) }));
  });

  it('refuses a second text when the model has one token type', () => {
    const pairs = { ...encodeRows([good, good], [0, 1]), pairStarts: Int32Array.of(4, 2) };
    const oneType = { ...limits, config: { ...config, typeVocabSize: 1 } };
    expect(() => checkExamples('training', pairs, limits)).not.toThrow();
    expect(() => checkExamples('training', encodeRows([good], [0]), oneType)).not.toThrow();
    const run = () => checkExamples('training', pairs, oneType);
    expect(run).toThrow(InputError);
    expect(run).toThrow(/^training row 1 has a second text, .*typeVocabSize is 1/);
  });

  it('refuses rows that lack what the model learns, or have it in another type', () => {
    const { targets: _, ...rows } = encodeRows([good], [0]);
    const positions = { per: 'row', dtype: 'int32', data: Int32Array.of(1) } as const;
    const ofQuestions = { ...rows, targets: { start_positions: positions, end_positions: positions } };
    expect(() => checkExamples('training', ofQuestions, limits)).toThrow(
      "the model learns 'labels' (int32); the training rows have start_positions, end_positions: encode them for the model's kind of task",
    );
    const scored = {
      ...rows,
      targets: { labels: { per: 'row', dtype: 'float32', data: Float32Array.of(1) } },
    } as const;
    expect(() => checkExamples('training', scored, limits)).toThrow('the training rows are float32');
  });

  it('checks the positions of answers and the tags of tokens', () => {
    const answerer = BertForQuestionAnswering.initialize(config, { seed: 1 }).buildEvaluationGraph();
    const rows = encodeRows([good, good], [0, 0]);
    const column = (...data: number[]) => ({ per: 'row', dtype: 'int32', data: Int32Array.from(data) }) as const;
    const answers = (end: number) => ({
      ...rows,
      targets: { start_positions: column(0, 1), end_positions: column(0, end) },
    });
    const limitsOfAnswers = { ...limits, graph: answerer };
    expect(() => checkExamples('training', answers(3), limitsOfAnswers)).not.toThrow();
    expect(() => checkExamples('training', answers(4), limitsOfAnswers)).toThrow(
      'training row 1: the end_positions is 4, the row has the tokens 0 to 3',
    );
    const tagger = BertForTokenClassification.initialize(config, { seed: 1 }).buildEvaluationGraph();
    const tags = (tag: number) =>
      ({
        ...rows,
        targets: {
          labels: { per: 'token', dtype: 'int32', data: Int32Array.of(-100, 1, 0, -100, -100, tag, 3, -100) },
        },
      }) as const;
    expect(() => checkExamples('training', tags(3), { ...limits, graph: tagger })).not.toThrow();
    expect(() => checkExamples('training', tags(4), { ...limits, graph: tagger })).toThrow(
      'training row 1: the label is 4, the model has the classes 0 to 3',
    );
  });
});
