import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { BUILT_IN_TASKS, findTask } from './built-in-tasks.js';
import { nearestName } from './nearest-name.js';
import type { SequenceClassificationTask } from './task.js';

const weather: SequenceClassificationTask = {
  specificationVersion: 'v1',
  kind: 'sequence-classification',
  name: 'weather',
  metric: 'accuracy',
  load: async () => ({
    labels: ['rain', 'sun'],
    train: [{ text: 'wet', label: 0 }],
    validation: [{ text: 'bright', label: 1 }],
  }),
};

describe('findTask', () => {
  it('finds the built-in tasks, and those of a contributor', () => {
    expect(findTask('wordnet-noun').kind).toBe('sequence-classification');
    expect(BUILT_IN_TASKS.map(({ name }) => findTask(name).name).sort()).toEqual(
      'cola mnli mrpc ner qnli qqp rte squad squad2 sst2 stsb wnli wordnet-noun'.split(' '),
    );
    expect(findTask('weather', [...BUILT_IN_TASKS, weather])).toBe(weather);
  });

  it('says what there is, and what was probably meant', () => {
    expect(() => findTask('wordnet_nouns')).toThrow(ConfigError);
    expect(() => findTask('wordnet_nouns')).toThrow(
      /^there is no task 'wordnet_nouns'; known are: sst2, mrpc, .*, csv:FILE, .*; did you mean 'wordnet-noun'\?$/,
    );
    expect(() => findTask('poetry')).toThrow(/^there is no task 'poetry'; known are: .*, parquet:FILE$/);
    expect(() => findTask('jsnl:rows.jsonl,text=a')).toThrow(
      /there is no task 'jsnl:rows.jsonl,text=a'.* did you mean 'jsonl'/,
    );
  });
});

describe('nearestName', () => {
  it('is the one with the fewest edits', () => {
    expect(nearestName('sst', ['sst2', 'stsb', 'rte'])).toBe('sst2');
    expect(nearestName('MNLI', ['qnli', 'mnli'])).toBe('mnli');
    expect(nearestName('leraning-rate', ['learning-rate', 'training-rate'])).toBe('learning-rate');
  });

  it('is none when all are far', () => {
    expect(nearestName('banana', ['sst2', 'mrpc'])).toBeUndefined();
    expect(nearestName('', ['sst2'])).toBeUndefined();
  });
});
