import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { applyRunConfig, beginOrCheckRun, formatRunConfig } from './run-config.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bertsmith-config-'));
});
afterAll(() => rm(directory, { recursive: true }));

it('says from where the file of a table is looked for, so that the run can be repeated from anywhere', () => {
  const data = (options: object) => parse(formatRunConfig(options)).data;
  expect(data({ task: 'csv:reviews.csv,text=review' })).toBe(resolve('.'));
  expect(data({ task: 'csv:reviews.csv', data: 'tables' })).toBe(resolve('tables'));
  expect(data({ task: 'sst2' })).toBeUndefined();
});

it('has lists as they are typed, and paths that may be names as what they are', () => {
  const settings = (vocabularyTexts: string) => parse(formatRunConfig({ method: ['heads', 'ffn'], vocabularyTexts }));
  expect(settings('dictionary')).toEqual({ method: 'heads,ffn', vocabularyTexts: 'dictionary' });
  expect(settings('words.txt')).toEqual({ method: 'heads,ffn', vocabularyTexts: resolve('words.txt') });
});

it('a run that goes on has the corpus that it began with', async () => {
  const options = { corpus: 'texts', format: 'lines', holdout: 5, vocabSize: 200, epochs: 3 };
  await beginOrCheckRun(directory, options);
  await beginOrCheckRun(directory, { ...options, epochs: 4, resume: true });
  const run = beginOrCheckRun(directory, { ...options, corpus: 'others' });
  await expect(run).rejects.toThrow(ConfigError);
  await expect(run).rejects.toThrow(`corpus was "${resolve('texts')}" and is "${resolve('others')}" now`);
  await expect(beginOrCheckRun(directory, { ...options, model: 'm' })).rejects.toThrow(/model was not given and is/);
});

it('the place of the rows of a file stays with its task, and is none of another one that is typed', async () => {
  const path = join(directory, 'table.yaml');
  await writeFile(path, formatRunConfig({ task: 'csv:reviews.csv' }));
  const dataOf = async (...args: string[]) => {
    const command = new Command().option('--task <name>').option('--data <path>').parse(args, { from: 'user' });
    await applyRunConfig(command, path);
    return command.getOptionValue('data');
  };
  expect(await dataOf()).toBe(resolve('.'));
  expect(await dataOf('--task', 'csv:reviews.csv')).toBe(resolve('.'));
  expect(await dataOf('--task', 'sst2')).toBeUndefined();
  expect(await dataOf('--task', 'sst2', '--data', 'glue')).toBe('glue');
});
