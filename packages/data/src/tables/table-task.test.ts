import { join } from 'node:path';
import { ConfigError, FormatError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { findTask } from '../tasks/built-in-tasks.js';
import type { TaskLoadOptions } from '../tasks/task.js';
import { createTableTask } from './table-task.js';

const TRAIN = 'text,label\nbuy now,spam\nsee you,ham\nbuy,spam\n';
const DEV = 'text,label\nhello,ham\n';

/** The rows of a task in a folder with some files. */
function load(name: string, files: Record<string, string | Uint8Array>, options: TaskLoadOptions = {}) {
  return findTask(name).load({ path: temporaryFolder(files), ...options });
}

describe('a task over tables', () => {
  it.each([
    ['csv:', { 'train.csv': TRAIN, 'dev.csv': DEV }],
    ['csv:train.csv,validation=judged.csv', { 'train.csv': TRAIN, 'judged.csv': DEV }],
    ['csv:,separator=tab', { 'train.csv': TRAIN.replaceAll(',', '\t'), 'test.csv': DEV.replaceAll(',', '\t') }],
    ['csv:,header=no,text=1,label=2', { 'train.csv': TRAIN.slice(11), 'val.csv': DEV.slice(11) }],
    ['tsv:mine', { 'mine/train.tsv': TRAIN.replaceAll(',', '\t'), 'mine/valid.tsv': DEV.replaceAll(',', '\t') }],
    [
      'jsonl:,text=t,label=l',
      {
        'train.jsonl': '{"t":"buy now","l":"spam"}\n{"t":"see you","l":"ham"}\n{"t":"buy","l":"spam"}\n',
        'validation.jsonl': '{"t":"hello","l":"ham"}\n',
      },
    ],
  ])('finds its files, columns and labels: %s', async (name, files) => {
    expect(await load(name, files)).toEqual({
      labels: ['ham', 'spam'],
      train: [
        { text: 'buy now', label: 1 },
        { text: 'see you', label: 0 },
        { text: 'buy', label: 1 },
      ],
      validation: [{ text: 'hello', label: 0 }],
      skipped: [],
    });
  });

  it('takes numbers and truth values as labels, numbers by size', async () => {
    const jsonl = (labels: unknown[]) => labels.map((label) => `${JSON.stringify({ text: 'a', label })}\n`).join('');
    const labelsOf = async (labels: unknown[]) => {
      const loaded = await load('jsonl:a.jsonl,validation=a.jsonl', { 'a.jsonl': jsonl(labels) });
      return 'labels' in loaded ? loaded.labels : undefined;
    };
    expect(await labelsOf([10, 9, -1, 10])).toEqual(['-1', '9', '10']);
    expect(await labelsOf([true, false])).toEqual(['false', 'true']);
    expect(await labelsOf(['b', 'a', 10, 9])).toEqual(['10', '9', 'a', 'b']);
  });

  it('takes scores and second texts', async () => {
    const content = 'one,two,how\na,b,2.5\nc,d,-1\n';
    const name = 'csv:a.csv,text=one,pair=two,score=how,validation=a.csv';
    expect(findTask(name)).toMatchObject({ kind: 'sequence-regression', metric: 'pearson' });
    const rows = [
      { text: 'a', pair: 'b', score: 2.5 },
      { text: 'c', pair: 'd', score: -1 },
    ];
    expect(await load(name, { 'a.csv': content })).toEqual({ train: rows, validation: rows, skipped: [] });
  });

  it('takes Parquet', async () => {
    const path = new URL('../../test/fixtures', import.meta.url).pathname;
    const named = createTableTask('mine', {
      format: 'parquet',
      path: 'table-zstd.parquet',
      label: 'name',
      pair: 'text',
    });
    const loaded = await named.load({ path });
    expect([loaded.train.length, loaded.validation.length]).toEqual([37, 3]);
    const holes = createTableTask('mine', { format: 'parquet', path: 'table-zstd.parquet', text: 'hole' });
    await expect(holes.load({ path })).rejects.toThrow(/table-zstd\.parquet row 7: there is no 'hole'; correct it, or/);
    const { skipped } = await holes.load({ path, onBadRow: 'skip' });
    expect(skipped).toMatchObject([{ place: 'row 7', reason: "there is no 'hole'" }]);
  });

  it('holds rows of each class out where there is no file to judge by', async () => {
    const content = `text,label\n${Array.from({ length: 200 }, (_, row) => `row ${row},${row % 4 === 0 ? 'a' : 'b'}\n`).join('')}`;
    const split = async (name: string) => {
      const loaded = await load(name, { 'a.csv': content });
      if (!('labels' in loaded)) throw new Error('no labels');
      return loaded.validation as readonly { text: string; label: number }[];
    };
    const validation = await split('csv:a.csv');
    expect([0, 1].map((label) => validation.filter((row) => row.label === label).length)).toEqual([5, 15]);
    expect(await split('csv:a.csv')).toEqual(validation);
    expect(await split('csv:a.csv,seed=1')).not.toEqual(validation);
    expect(await split('csv:a.csv,hold-out=0.2')).toHaveLength(40);
  });

  const bad: [string, string, string][] = [
    ['an empty text', `${TRAIN} ,ham\n`, "train.csv:5: 'text' is empty"],
    ['an empty label', `${TRAIN}x,\n`, "train.csv:5: 'label' is empty"],
    ['another number of values', `${TRAIN}x\n`, 'train.csv:5: expected 2 values, found 1'],
  ];

  it.each(bad)('names a row with %s, or leaves it out', async (_, content, message) => {
    const files = { 'train.csv': content, 'dev.csv': DEV };
    await expect(load('csv:', files)).rejects.toThrow(FormatError);
    await expect(load('csv:', files)).rejects.toThrow(
      `${message}; correct it, or leave such rows out (onBadRow: 'skip')`,
    );
    const { train, skipped = [] } = await load('csv:', files, { onBadRow: 'skip' });
    expect([train.length, skipped.length]).toEqual([3, 1]);
    expect(`train.csv:${skipped[0]?.line}: ${skipped[0]?.reason}`).toBe(message);
  });

  it('names a label of the file to judge by that nothing was learned of', async () => {
    const files = { 'train.csv': TRAIN, 'dev.csv': `${DEV}x,eggs\n` };
    await expect(load('csv:', files)).rejects.toThrow(`dev.csv:3: 'label' is "eggs", expected one of "ham", "spam"`);
    const { validation, skipped } = await load('csv:', files, { onBadRow: 'skip' });
    expect([validation.length, skipped?.length]).toEqual([1, 1]);
  });

  it.each([
    [
      'text,label\na,x\nb,x\n',
      /train\.csv: all 2 rows have the label "x"; a classifier learns from two classes or more/,
    ],
    ['text,label\n', /train\.csv: the file has no rows/],
    [
      'text,label\n,x\n',
      /train\.csv: no row can be used; the first of those left out: .*train\.csv:2: 'text' is empty/,
    ],
    [
      'text,label\na,x\nb,y\nc,y\n',
      /train\.csv: 3 rows are too few to hold 0\.1 of each class out; give a file to judge/,
    ],
    ['text,stars\na,1\n', /train\.csv:1: there is no column "label"; the columns are "text", "stars"/],
  ])('says what is wrong with all of %j under either policy', async (content, message) => {
    await expect(load('csv:', { 'train.csv': content }, { onBadRow: 'skip' })).rejects.toThrow(message);
  });

  it('wants numbers as scores', async () => {
    const content = 'text,score\na,1\nb,high\nc,\nd,1e999\n';
    const name = 'csv:a.csv,score=score,validation=a.csv';
    await expect(load(name, { 'a.csv': content })).rejects.toThrow(`a.csv:3: 'score' is "high", expected a number`);
    const { train, skipped } = await load(name, { 'a.csv': content }, { onBadRow: 'skip' });
    expect([train.length, skipped?.map(({ line }) => line)]).toEqual([1, [3, 4, 5, 3, 4, 5]]);
  });

  it.each([
    ['csv:nowhere.csv', {}, /csv:nowhere\.csv: there is no '.*nowhere\.csv'; give the path of its data/],
    ['csv:', { 'dev.csv': DEV }, /csv:: expected train\.csv in '.*', found dev\.csv; give its folder, or a file/],
    [
      'csv:train.csv,hold-out=1',
      { 'train.csv': TRAIN },
      /the share to hold out is 1, expected a number between 0 and 1/,
    ],
    ['csv:train.csv,seed=-1', { 'train.csv': TRAIN }, /seed is -1, expected a whole number/],
  ])('says what cannot be: %s', async (name, files, message) => {
    await expect(load(name, files)).rejects.toThrow(ConfigError);
    await expect(load(name, files)).rejects.toThrow(message);
  });

  it.each([
    ['csv:a.csv,txt=b', /there is no setting 'txt'; known are: text, pair, .*; did you mean 'text'/],
    ['csv:a.csv,text', /expected SETTING=VALUE, found 'text'; the form is NAME:FILE,SETTING=VALUE/],
    ['csv:a.csv,text=a,text=b', /'text' is there twice/],
    ['csv:a.csv,text=50%', /'50%' has a % that is no code of a character; write it as %25/],
    ['csv:a.csv,label=a,score=b', /there is a column of labels, 'a', and one of scores, 'b'; give one/],
    ['csv:a.csv,seed=x', /seed is 'x', expected a number/],
    ['csv:a.csv,header=maybe', /header is 'maybe', expected yes or no/],
  ])('refuses the name %s', (name, message) => {
    expect(() => findTask(name)).toThrow(ConfigError);
    expect(() => findTask(name)).toThrow(message);
  });

  it('takes names with commas as codes, and paths of their own', async () => {
    const folder = temporaryFolder({ 'a,b.csv': 'my text,label\nx,1\ny,2\n'.replace('my text', '"my,text"') });
    const path = join(folder, 'a,b.csv').replaceAll(',', '%2C');
    const loaded = await findTask(`csv:${path},text=my%2Ctext,validation=${path}`).load();
    expect(loaded.train).toHaveLength(2);
  });
});
