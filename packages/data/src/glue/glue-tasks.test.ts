import { ConfigError, FormatError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { findTask } from '../tasks/built-in-tasks.js';
import type { TaskLoadOptions } from '../tasks/task.js';

type Files = Readonly<Record<string, string | Uint8Array>>;

function load(name: string, files: Files, options: TaskLoadOptions = {}) {
  return findTask(name).load({ path: temporaryFolder(files), ...options });
}

const tsv = (...rows: readonly (readonly string[])[]) => rows.map((row) => `${row.join('\t')}\n`).join('');

const MRPC_HEADER = ['Quality', '#1 ID', '#2 ID', '#1 String', '#2 String'];
const MNLI_TRAIN =
  'index promptID pairID genre sentence1_binary_parse sentence2_binary_parse sentence1_parse sentence2_parse sentence1 sentence2'.split(
    ' ',
  );
const mnli = (first: string, second: string, labels: readonly string[]) => [
  '0',
  '1',
  '1n',
  'fiction',
  '(',
  '(',
  '(',
  '(',
  first,
  second,
  ...labels,
];

/** Files of each task as GLUE has them, made up: two rows to learn from, one to judge by. */
const PUBLISHED: Record<string, { files: Files; labels?: string[]; train: object[]; validation: object[] }> = {
  sst2: {
    files: {
      'train.tsv': tsv(['sentence', 'label'], ['a "fine film ', '1'], ['dull', '0']),
      'dev.tsv': tsv(['sentence', 'label'], ['good', '1']),
    },
    labels: ['negative', 'positive'],
    train: [
      { text: 'a "fine film ', label: 1 },
      { text: 'dull', label: 0 },
    ],
    validation: [{ text: 'good', label: 1 }],
  },
  mrpc: {
    files: {
      'msr_paraphrase_train.txt': `\ufeff${tsv(MRPC_HEADER, ['1', '7', '8', 'a', 'A'], ['0', '9', '3', 'b', 'c'])}`,
      'msr_paraphrase_test.txt': `\ufeff${tsv(MRPC_HEADER, ['1', '1', '2', 'd', 'D'])}`,
    },
    labels: ['not_equivalent', 'equivalent'],
    train: [
      { text: 'a', pair: 'A', label: 1 },
      { text: 'b', pair: 'c', label: 0 },
    ],
    validation: [{ text: 'd', pair: 'D', label: 1 }],
  },
  cola: {
    files: {
      'train.tsv': tsv(['gj04', '1', '', 'I sleep.']),
      'val.tsv': tsv(['gj04', '0', '*', 'I sleeps.']),
      'dev.tsv': tsv(['gj04', '1', '', 'We sleep.']).trimEnd(),
    },
    labels: ['unacceptable', 'acceptable'],
    train: [
      { text: 'I sleep.', label: 1 },
      { text: 'I sleeps.', label: 0 },
    ],
    validation: [{ text: 'We sleep.', label: 1 }],
  },
  stsb: {
    files: {
      'train.tsv': tsv(['index', 'sentence1', 'sentence2', 'score'], ['0', 'a', 'b', '5.000'], ['1', 'c', 'd', '0']),
      'dev.tsv': tsv(['index', 'sentence1', 'sentence2', 'score'], ['0', 'e', 'f', '2.5']),
    },
    train: [
      { text: 'a', pair: 'b', score: 5 },
      { text: 'c', pair: 'd', score: 0 },
    ],
    validation: [{ text: 'e', pair: 'f', score: 2.5 }],
  },
  rte: {
    files: {
      'train.tsv': tsv(
        ['index', 'sentence1', 'sentence2', 'label'],
        ['0', 'a', 'b', 'not_entailment'],
        ['1', 'c', 'd', 'entailment'],
      ),
      'dev.tsv': tsv(['index', 'sentence1', 'sentence2', 'label'], ['0', 'e', 'f', 'entailment']),
    },
    labels: ['entailment', 'not_entailment'],
    train: [
      { text: 'a', pair: 'b', label: 1 },
      { text: 'c', pair: 'd', label: 0 },
    ],
    validation: [{ text: 'e', pair: 'f', label: 0 }],
  },
  qnli: {
    files: {
      'train.tsv': tsv(
        ['index', 'question', 'sentence', 'label'],
        ['0', 'a?', 'b', 'not_entailment'],
        ['1', 'c?', 'd', 'entailment'],
      ),
      'dev.tsv': tsv(['index', 'question', 'sentence', 'label'], ['0', 'e?', 'f', 'entailment']),
    },
    labels: ['entailment', 'not_entailment'],
    train: [
      { text: 'a?', pair: 'b', label: 1 },
      { text: 'c?', pair: 'd', label: 0 },
    ],
    validation: [{ text: 'e?', pair: 'f', label: 0 }],
  },
  qqp: {
    files: {
      'train.tsv': tsv(
        ['id', 'qid1', 'qid2', 'question1', 'question2', 'is_duplicate'],
        ['0', '1', '2', 'a?', 'b?', '0'],
        ['1', '3', '4', 'c?', 'd?', '1'],
      ),
      'dev.tsv': tsv(
        ['id', 'qid1', 'qid2', 'question1', 'question2', 'is_duplicate'],
        ['0', '1', '2', 'e?', 'f?', '1'],
      ),
    },
    labels: ['not_duplicate', 'duplicate'],
    train: [
      { text: 'a?', pair: 'b?', label: 0 },
      { text: 'c?', pair: 'd?', label: 1 },
    ],
    validation: [{ text: 'e?', pair: 'f?', label: 1 }],
  },
  mnli: {
    files: {
      'train.tsv': tsv(
        [...MNLI_TRAIN, 'label1', 'gold_label'],
        mnli('a', 'b', ['neutral', 'neutral']),
        mnli('c', 'd', ['contradiction', 'contradiction']),
      ),
      'dev_matched.tsv': tsv(
        [...MNLI_TRAIN, 'label1', 'label2', 'gold_label'],
        mnli('e', 'f', ['neutral', 'entailment', 'entailment']),
      ),
    },
    labels: ['entailment', 'neutral', 'contradiction'],
    train: [
      { text: 'a', pair: 'b', label: 1 },
      { text: 'c', pair: 'd', label: 2 },
    ],
    validation: [{ text: 'e', pair: 'f', label: 0 }],
  },
  wnli: {
    files: {
      'train.tsv': tsv(['index', 'sentence1', 'sentence2', 'label'], ['0', 'a', 'b', '1'], ['1', 'c', 'd', '0']),
      'dev.tsv': tsv(['index', 'sentence1', 'sentence2', 'label'], ['0', 'e', 'f', '1']),
    },
    labels: ['not_entailment', 'entailment'],
    train: [
      { text: 'a', pair: 'b', label: 1 },
      { text: 'c', pair: 'd', label: 0 },
    ],
    validation: [{ text: 'e', pair: 'f', label: 1 }],
  },
};

describe('the files of GLUE as published', () => {
  it.each(Object.entries(PUBLISHED))('are read: %s', async (name, { files, ...expected }) => {
    expect(await load(name, files)).toEqual({ ...expected, skipped: [] });
  });

  it('are found in the folder that the archive has for them', async () => {
    const files = Object.entries(PUBLISHED.sst2?.files ?? {}).map(([name, content]) => [`SST-2/${name}`, content]);
    expect((await load('sst2', { ...Object.fromEntries(files), 'RTE/train.tsv': '' })).train).toHaveLength(2);
  });

  it('have further rows to judge by: mnli', async () => {
    const mismatched = tsv([...MNLI_TRAIN, 'label1', 'gold_label'], mnli('x', 'y', ['neutral', 'neutral']));
    const { further } = await load('mnli', { ...PUBLISHED.mnli?.files, 'dev_mismatched.tsv': mismatched });
    expect(further).toEqual({ mismatched: [{ text: 'x', pair: 'y', label: 1 }] });
  });

  it('come in several forms: mrpc', async () => {
    const files = PUBLISHED.mrpc?.files ?? {};
    const dev = { 'dev.tsv': tsv(MRPC_HEADER, ['1', '7', '8', 'a', 'A']) };
    const train = { 'train.tsv': tsv(MRPC_HEADER, ['0', '1', '2', 'x', 'y'], ['1', '1', '2', 'x', 'X']) };
    // GLUE's rows to judge by are some of Microsoft's to learn from: they are left out there.
    const more = `${files['msr_paraphrase_train.txt']}1\t4\t5\te\tE\n`;
    const some = await load('mrpc', { ...files, ...dev, 'msr_paraphrase_train.txt': more });
    expect([some.train, some.validation]).toEqual([
      [
        { text: 'b', pair: 'c', label: 0 },
        { text: 'e', pair: 'E', label: 1 },
      ],
      [{ text: 'a', pair: 'A', label: 1 }],
    ]);
    const glue = await load('mrpc', { ...files, ...dev, ...train });
    expect([glue.train.length, glue.validation.length, glue.train[0]]).toEqual([
      2,
      1,
      { text: 'x', pair: 'y', label: 0 },
    ]);
  });
});

describe('files that are not what they should be', () => {
  const files = PUBLISHED.sst2?.files ?? {};
  const start = tsv(['sentence', 'label'], ['x', '0'], ['y', '1']);
  const bad: [string, string | Uint8Array, string][] = [
    ['another number of columns', `${start}z\t0\t1\n`, 'train.tsv:4: expected 2 values between tabs, found 3'],
    ['a label that the task does not have', `${start}z\t2\n`, `train.tsv:4: 'label' is "2", expected one of "0", "1"`],
    ['no text', `${start} \t1\n`, "train.tsv:4: 'sentence' is empty"],
    ['nothing', `${start}\n`, 'train.tsv:4: the line is empty'],
    ['broken UTF-8', Buffer.from(`${start}\xff\t0\n`, 'latin1'), 'train.tsv:4: the line is not UTF-8 text'],
  ];

  it.each(bad)('name a row with %s, or leave it out', async (_, content, message) => {
    const broken = { ...files, 'train.tsv': content };
    const failure = await load('sst2', broken).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FormatError);
    expect(failure).toMatchObject({ details: { line: 4 }, message: expect.stringContaining(message) });
    const { train, skipped = [] } = await load('sst2', broken, { onBadRow: 'skip' });
    expect([train.length, skipped.length]).toEqual([2, 1]);
    expect(`train.tsv:${skipped[0]?.line}: ${skipped[0]?.reason}`).toBe(message);
  });

  it.each([
    ['all of one class', tsv(['sentence', 'label'], ['x', '0'], ['y', '0']), /all 2 rows have the label "negative"/],
    ['no rows', 'sentence\tlabel\n', /train\.tsv: the file has no rows/],
    ['nothing', '', /train\.tsv:1: the file is empty; expected the columns sentence, label/],
    [
      'other columns',
      'text\tstars\nx\t1\n',
      /train\.tsv:1: there is no column "sentence"; the columns are "text", "stars"/,
    ],
  ])('cannot be used with %s', async (_, content, message) => {
    const failure = load('sst2', { ...files, 'train.tsv': content }, { onBadRow: 'skip' });
    await expect(failure).rejects.toThrow(FormatError);
    await expect(failure).rejects.toThrow(message);
  });

  it('have scores from 0 to 5: stsb', async () => {
    const { 'dev.tsv': dev = '' } = PUBLISHED.stsb?.files ?? {};
    const scored = (score: string) => load('stsb', { 'train.tsv': `${dev}1\tg\th\t${score}\n`, 'dev.tsv': dev });
    await expect(scored('5.1')).rejects.toThrow("train.tsv:3: 'score' is 5.1, expected 0 to 5");
    await expect(scored('-1')).rejects.toThrow("'score' is -1, expected 0 to 5");
    await expect(scored('')).rejects.toThrow(`'score' is "", expected a number`);
  });

  it('are told by name when they are not there', async () => {
    const missing = load('sst2', { 'train.tsv': start });
    await expect(missing).rejects.toThrow(ConfigError);
    await expect(missing).rejects.toThrow(
      /sst2: expected train\.tsv and dev\.tsv in '.*' or its folder SST-2, found train\.tsv$/,
    );
    await expect(load('mrpc', {})).rejects.toThrow(
      /, or msr_paraphrase_train\.txt and msr_paraphrase_test\.txt in .*, found nothing/,
    );
    await expect(findTask('sst2').load()).rejects.toThrow(
      'sst2: no data is given; give the path of its folder, with train.tsv',
    );
    await expect(findTask('sst2').load({ path: '/nowhere' })).rejects.toThrow("sst2: there is no '/nowhere'");
    const file = `${temporaryFolder(files)}/dev.tsv`;
    await expect(findTask('sst2').load({ path: file })).rejects.toThrow(
      /dev\.tsv' is a file; give the folder, with train/,
    );
  });

  it('stop when told to', async () => {
    await expect(load('sst2', files, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
