import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_BERT_CONFIG } from '@bertsmith/bert-core';
import { FormatError } from '@bertsmith/tensor';
import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordsOfLengths } from './measured-texts.js';

const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'what', '?', 'otter'];
const tokenizer = new WordPieceTokenizer({ vocabulary });
const config = { ...DEFAULT_BERT_CONFIG, vocabSize: vocabulary.length, maxPositionEmbeddings: 64 };

let path: string;
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'bertsmith-lengths-')), 'lengths.txt');
});
afterAll(() => rm(join(path, '..'), { recursive: true }));

it.each([
  'BertForSequenceClassification',
  'BertForTokenClassification',
  'BertForMaskedLM',
  'BertForPreTraining',
  'BertForQuestionAnswering',
] as const)('texts for a %s have the tokens that were asked for', async (architecture) => {
  await writeFile(path, '6\n12\n64\n');
  const records = await recordsOfLengths(path, { architecture, config }, tokenizer);
  const lengths = records.map(({ text, words, question, context }) =>
    question === undefined
      ? tokenizer.encode(text ?? (words ?? []).join(' ')).inputIds.length
      : tokenizer.encode(question, { pair: context as string }).inputIds.length,
  );
  expect(lengths).toEqual([6, 12, 64]);
});

it.each(['65', '2', 'ten', '1e10', ''])('refuses a length of %j', async (length) => {
  await writeFile(path, `6\n${length}\n7\n`);
  const records = recordsOfLengths(path, { architecture: 'BertForSequenceClassification', config }, tokenizer);
  await expect(records).rejects.toThrow(FormatError);
  await expect(records).rejects.toThrow(/line 2: .* expected a whole number from 3 to 64/);
});
