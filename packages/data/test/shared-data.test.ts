import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findTask, isHeldOut, type QuestionExample, type TaggedExample } from '../src/index.js';

const shared = process.env.BERTSMITH_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const data = join(shared, 'data');
const isThere = existsSync(data);
const absent = `there is no data in ${data}; BERTSMITH_SHARED may name another place`;

/** Rows of each label, in the order of the labels, as the data's README states them. */
const CLASSES = [
  ['sst2', 'SST-2', { train: [29_780, 37_569], validation: [428, 444] }],
  ['mrpc', 'MRPC', { train: [1_323, 2_753], validation: [578, 1_147] }],
  ['cola', 'CoLA', { train: [2_528, 6_023], validation: [322, 721] }],
  ['rte', 'RTE', { train: [1_249, 1_241], validation: [146, 131] }],
] as const;

describe('the files of GLUE', () => {
  it.for(CLASSES)('have the rows and labels that are stated: %s', async ([name, folder, expected], { skip }) => {
    if (!isThere) return skip(absent);
    const task = findTask(name);
    const { labels, train, validation, skipped } = await task.load({ path: join(data, 'glue', folder) });
    const count = (rows: typeof train) => labels.map((_, label) => rows.filter((row) => row.label === label).length);
    expect({ train: count(train), validation: count(validation) }).toEqual(expected);
    expect(skipped).toEqual([]);
    // GLUE's own folder of folders will do, too.
    expect(await task.load({ path: join(data, 'glue') })).toEqual({ labels, train, validation, skipped });
  });

  it('keep quotation marks and the spaces at the end', async ({ skip }) => {
    if (!isThere) return skip(absent);
    const { train } = await findTask('sst2').load({ path: join(data, 'glue') });
    expect(train[0]).toEqual({ text: 'hide new secretions from the parental units ', label: 0 });
    expect(train.filter(({ text }) => isHeldOut(text, 13))).toHaveLength(5_259);
    const [pair] = (await findTask('mrpc').load({ path: join(data, 'glue', 'MRPC') })).train;
    expect(pair?.text).toContain('whom he called "the witness", of');
    expect(pair?.pair).toMatch(/^Referring to him as only "the witness"/);
  });

  it('have the scores that are stated: stsb', async ({ skip }) => {
    if (!isThere) return skip(absent);
    const task = findTask('stsb');
    const { train, validation } = await task.load({ path: join(data, 'glue', 'STS-B') });
    const mean = (rows: typeof train) => rows.reduce((sum, { score }) => sum + score, 0) / rows.length;
    expect([train.length, validation.length]).toEqual([5_749, 1_500]);
    expect([mean(train).toFixed(3), mean(validation).toFixed(3)]).toEqual(['2.701', '2.364']);
    const scores = [...train, ...validation].map(({ score }) => score);
    expect([Math.min(...scores), Math.max(...scores)]).toEqual([0, 5]);
  });
});

describe('the files of SQuAD', () => {
  const countAnswers = (rows: readonly QuestionExample[]) => rows.reduce((sum, { answers }) => sum + answers.length, 0);

  it('have the questions and answers that are stated: 1.1', async ({ skip }) => {
    if (!isThere) return skip(absent);
    const task = findTask('squad');
    const { train, validation } = await task.load({ path: join(data, 'squad') });
    expect([train.length, countAnswers(train)]).toEqual([269, 269]);
    expect([validation.length, countAnswers(validation)]).toEqual([810, 2_438]);
    expect(new Set(train.map(({ context }) => context)).size).toBe(55);
  });

  it('have the questions and answers that are stated: 2.0, a tenth of the contexts held out', async ({ skip }) => {
    if (!isThere) return skip(absent);
    const task = findTask('squad2');
    const { train, validation } = await task.load({ path: join(data, 'squad', 'dev-v2.0-cs224n.json') });
    const all = [...train, ...validation];
    expect([all.length, countAnswers(all)]).toEqual([6_078, 10_052]);
    expect(all.filter(({ answers }) => answers.length === 0)).toHaveLength(3_168);
    const [learned, judged] = [train, validation].map((rows) => new Set(rows.map(({ context }) => context)));
    expect([...(judged ?? [])].some((context) => learned?.has(context))).toBe(false);
    expect([learned?.size, judged?.size]).toEqual([581, 65]);
    for (const { context, answers } of all) {
      for (const { text, start } of answers) expect(context.startsWith(text, start)).toBe(true);
    }
  });
});

describe('the files of WNUT-17', () => {
  it('have the sentences, words and entities that are stated', async ({ skip }) => {
    if (!isThere) return skip(absent);
    const task = findTask('ner');
    const { labels, train, validation, further } = await task.load({ path: join(data, 'ner') });
    const types = ['corporation', 'creative-work', 'group', 'location', 'person', 'product'];
    expect(labels).toEqual(['O', ...types.map((type) => `B-${type}`), ...types.map((type) => `I-${type}`)]);
    const count = (rows: readonly TaggedExample[]) => [
      rows.length,
      rows.reduce((sum, { words }) => sum + words.length, 0),
      rows.reduce((sum, { tags }) => sum + tags.filter((tag) => labels[tag]?.startsWith('B-')).length, 0),
    ];
    expect(count(train)).toEqual([3_394, 62_730, 1_975]);
    expect(count(validation)).toEqual([1_009, 15_733, 836]);
    expect(count(further?.test ?? [])).toEqual([1_287, 23_394, 1_079]);
  });
});

describe('a table of GLUE', () => {
  it.for([
    ['tsv:SST-2,text=sentence', ['0', '1'], 67_349, 872],
    [
      'tsv:RTE/train.tsv,text=sentence1,pair=sentence2,validation=RTE/dev.tsv',
      ['entailment', 'not_entailment'],
      2_490,
      277,
    ],
  ] as const)('is read by its columns: %s', async ([name, labels, train, validation], { skip }) => {
    if (!isThere) return skip(absent);
    const task = findTask(name);
    if (task.kind !== 'sequence-classification') throw new Error(task.kind);
    const loaded = await task.load({ path: join(data, 'glue') });
    expect(loaded.labels).toEqual(labels);
    expect([loaded.train.length, loaded.validation.length]).toEqual([train, validation]);
  });
});
