import { join } from 'node:path';
import { ConfigError, FormatError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { findTask } from '../tasks/built-in-tasks.js';
import type { TaskLoadOptions } from '../tasks/task.js';
import { codePointOffsets } from './code-point-offset.js';

interface Question {
  readonly id?: unknown;
  readonly question?: unknown;
  readonly answers?: unknown;
  readonly is_impossible?: unknown;
}

const CONTEXT = 'The 🙂 sat in Rome.';
const WHERE: Question = { id: 'a', question: 'Where?', answers: [{ text: 'Rome', answer_start: 13 }] };
const NONE: Question = { id: 'b', question: 'When?', answers: [], is_impossible: true };

const squad = (...qas: unknown[]) =>
  JSON.stringify({ version: '1', data: [{ title: 'x', paragraphs: [{ context: CONTEXT, qas }] }] });

function load(name: 'squad' | 'squad2', train: string | Uint8Array, options: TaskLoadOptions = {}) {
  const folder = temporaryFolder({ 'train-v1.1.json': train, 'dev-v1.1.json': squad(WHERE) });
  return findTask(name).load({ path: folder, ...options });
}

describe('the JSON of SQuAD', () => {
  it('is questions, whose answers start at UTF-16 code units', async () => {
    const { train, validation } = await load(
      'squad',
      squad({
        ...WHERE,
        answers: [
          { text: 'Rome', answer_start: 13 },
          { text: '🙂 sat', answer_start: 4 },
        ],
      }),
    );
    const answers = [
      { text: 'Rome', start: 14 },
      { text: '🙂 sat', start: 4 },
    ];
    expect(train).toEqual([{ id: 'a', question: 'Where?', context: CONTEXT, answers }]);
    expect(validation).toEqual([
      { id: 'a', question: 'Where?', context: CONTEXT, answers: [{ text: 'Rome', start: 14 }] },
    ]);
  });

  it('has questions without an answer in 2.0 only', async () => {
    const content = squad(WHERE, NONE, { id: 'c', question: 'Who?', answers: [] });
    const { train } = await load('squad2', content);
    expect(train.map(({ answers }) => answers.length)).toEqual([1, 0, 0]);
    const message =
      "train-v1.1.json $.data[0].paragraphs[0].qas[1]: the question has no answer; only the task 'squad2'";
    await expect(load('squad', content)).rejects.toThrow(message);
    expect((await load('squad', content, { onBadRow: 'skip' })).skipped).toHaveLength(2);
  });

  const bad: [string, Question | string, string][] = [
    [
      'an answer at another place',
      { ...WHERE, answers: [{ text: 'Rome', answer_start: 12 }] },
      'answers[0] is "Rome" at 12, where the context has " Rom"',
    ],
    [
      'an answer beyond the end',
      { ...WHERE, answers: [{ text: 'Rome', answer_start: 99 }] },
      'answers[0] is "Rome" at 99, where the context has ""',
    ],
    [
      'no place',
      { ...WHERE, answers: [{ text: 'Rome' }] },
      "'answers[0].answer_start' is undefined, expected a whole number from 0",
    ],
    [
      'a place before the start',
      { ...WHERE, answers: [{ text: 'Rome', answer_start: -1 }] },
      "'answers[0].answer_start' is -1",
    ],
    ['an empty answer', { ...WHERE, answers: [{ text: '', answer_start: 0 }] }, "'answers[0].text' is empty"],
    ['no answers', { id: 'x', question: 'Where?' }, "'answers' is not there, or no list"],
    ['answers that are none', { ...WHERE, answers: 'Rome' }, "'answers' is not there, or no list"],
    ['no question', { ...WHERE, question: ' ' }, "'question' is empty"],
    ['no id', { ...WHERE, id: 7 }, "'id' is 7, expected a text"],
    ['an id for the second time', { ...WHERE, id: 'first' }, 'the id "first" belongs to a question before it'],
    ['an answer and none', { ...WHERE, is_impossible: true }, 'is_impossible is true, and there are 1 answers'],
    ['no form of a question', 'Where?', 'expected an object'],
  ];

  it.each(bad)('names a question with %s, or leaves it out', async (_, question, message) => {
    const content = squad({ ...WHERE, id: 'first' }, question, { ...WHERE, id: 'last' });
    await expect(load('squad', content)).rejects.toThrow(FormatError);
    await expect(load('squad', content)).rejects.toThrow(`train-v1.1.json $.data[0].paragraphs[0].qas[1]: ${message}`);
    const { train, skipped } = await load('squad', content, { onBadRow: 'skip' });
    expect(train.map(({ id }) => id)).toEqual(['first', 'last']);
    expect(skipped).toEqual([
      {
        path: expect.stringContaining('train-v1.1.json'),
        place: '$.data[0].paragraphs[0].qas[1]',
        reason: expect.stringContaining(message),
      },
    ]);
  });

  it.each([
    ['{}', "$: 'data' is not there, or no list"],
    ['[]', '$: expected an object'],
    ['{"data":[{}]}', "$.data[0]: 'paragraphs' is not there, or no list"],
    ['{"data":[{"paragraphs":[{"qas":[]}]}]}', "$.data[0].paragraphs[0]: there is no 'context'"],
    ['{"data":[{"paragraphs":[{"context":"x"}]}]}', "$.data[0].paragraphs[0]: 'qas' is not there, or no list"],
    ['{"data":[]}', 'train-v1.1.json: the file has no rows'],
  ])('has a form: not %s', async (content, message) => {
    await expect(load('squad', content)).rejects.toThrow(message);
    await expect(load('squad', content, { onBadRow: 'skip' })).rejects.toThrow(
      /the file has no rows|no row can be used/,
    );
  });

  it.each([
    [
      '{"data": [\n  {"title": "x",',
      'train-v1.1.json:2:17: the JSON stops half-way: the file is incomplete; fetch it again',
    ],
    ['', 'train-v1.1.json:1:1: the JSON stops half-way'],
    ['{"data": [\n  }', /train-v1\.1\.json:2:3: not JSON: Unexpected token/],
    ['{"data":\n\n [1, 2,, 3]}', /train-v1\.1\.json:3:8: not JSON: /],
    ['{"data": tru', 'train-v1.1.json:1:13: the JSON stops half-way'],
    ['{"data": trap}', /train-v1\.1\.json:1:12: not JSON: /],
    ['{"data": []} x', /train-v1\.1\.json:1:14: not JSON: /],
    [`{"data": "${'x'.repeat(50)}`, 'train-v1.1.json:1:61: the JSON stops half-way'],
    [Buffer.from('{"data": [\n"\xff"]}', 'latin1'), 'train-v1.1.json:2: the line is not UTF-8 text'],
  ])('is named where it stops being JSON: %j', async (content, message) => {
    await expect(load('squad', content)).rejects.toThrow(FormatError);
    await expect(load('squad', content)).rejects.toThrow(message);
  });
});

describe('the files of SQuAD', () => {
  it.each([
    ['squad', 'train-v1.1.json', 'dev-v1.1.json', ['train-v2.0.json', 'dev-v2.0.json']],
    ['squad2', 'train-v2.0.json', 'dev-v2.0.json', ['train-v1.1.json', 'dev-v1.1.json']],
    ['squad', 'train-v1.1-part.json', 'dev-v1.1-part.json', ['dev-v2.0.json']],
    ['squad2', 'train-mine.json', 'dev-mine.json', ['readme.json']],
  ] as const)('are found by their names: %s in %s and %s', async (name, train, dev, others) => {
    const files = { [train]: squad(WHERE, { ...WHERE, id: 'c' }), [dev]: squad(WHERE) };
    const folder = temporaryFolder({ ...Object.fromEntries(others.map((file) => [file, 'not this'])), ...files });
    const loaded = await findTask(name).load({ path: folder });
    expect([loaded.train.length, loaded.validation.length]).toEqual([2, 1]);
  });

  it('may be one, of which contexts are held out', async () => {
    const paragraphs = Array.from({ length: 20 }, (_, index) => ({
      context: `${CONTEXT} ${index}`,
      qas: [
        { ...WHERE, id: `${index}a` },
        { ...WHERE, id: `${index}b` },
      ],
    }));
    const folder = temporaryFolder({ 'all.json': JSON.stringify({ data: [{ paragraphs }] }) });
    const { train, validation } = await findTask('squad').load({ path: join(folder, 'all.json') });
    expect([train.length, validation.length]).toEqual([36, 4]);
    expect(new Set(validation.map(({ context }) => context)).size).toBe(2);
  });

  it('are told by name when they are not there, or there are several', async () => {
    const loadFolder = (files: Record<string, string>) => findTask('squad').load({ path: temporaryFolder(files) });
    await expect(loadFolder({ 'a.json': '' })).rejects.toThrow(ConfigError);
    await expect(loadFolder({ 'a.json': '' })).rejects.toThrow(
      /squad: expected train-v1\.1\.json and dev-v1\.1\.json in .*, found a\.json/,
    );
    await expect(loadFolder({ 'train-a.json': '', 'train-b.json': '', 'dev-a.json': '' })).rejects.toThrow(
      /or one other file of each, found dev-a/,
    );
    await expect(findTask('squad2').load()).rejects.toThrow(/squad2: no data is given; .* train-v2\.0\.json/);
  });
});

it('offsets in code points are those of the characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const toUtf16 = codePointOffsets(text);
      const characters = [...text];
      characters.forEach((character, index) => {
        expect(text.startsWith(character, toUtf16(index))).toBe(true);
        expect([...text.slice(0, toUtf16(index))]).toHaveLength(index);
      });
      expect([toUtf16(characters.length), toUtf16(characters.length + 9)]).toEqual([text.length, text.length]);
    }),
  );
});
