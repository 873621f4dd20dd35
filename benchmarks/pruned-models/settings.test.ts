import { expect, it } from 'vitest';
import { describeEnvironment, readEnvironment } from './settings.js';

it('reads what is to be run from the environment', () => {
  const environment = {
    ...{ PRUNED_MODELS_CASES: 'mrpc, sst2 1.8', PRUNED_MODELS_ROWS: '200', PRUNED_MODELS_FOLDER: 'models' },
    ...{ PRUNED_MODELS_PROVIDER: 'cuda', PRUNED_MODELS_SEED: '2' },
    PRUNED_MODELS_OPTIONS: '--learning-rate 2e-4',
  };
  expect(readEnvironment(environment)).toEqual({
    ...{ cases: [['mrpc'], ['sst2', '1.8']], seed: 2, rows: '200', batch: '32', structure: 'heads,ffn' },
    ...{
      words: 'dictionary',
      frequency: '5',
      provider: 'cuda',
      teacher: 'before',
      options: ['--learning-rate', '2e-4'],
      folder: 'models',
    },
  });
  for (const seed of ['', 'two', '0', '1.5']) {
    expect(() => readEnvironment({ PRUNED_MODELS_SEED: seed })).toThrow(`PRUNED_MODELS_SEED is '${seed}', expected`);
  }
  expect(() => readEnvironment({ PRUNED_MODELS_TEACHER: 'me' })).toThrow(
    "PRUNED_MODELS_TEACHER is 'me', expected one of before, unpruned",
  );
  expect(readEnvironment({})).toMatchObject({ cases: undefined, seed: 1, options: [] });
});

it('says in the name of a case what is not as usual, so that a trial is kept beside the figures and not as them', () => {
  const nameOf = (environment: NodeJS.ProcessEnv) => describeEnvironment(readEnvironment(environment));
  expect(nameOf({ PRUNED_MODELS_CASES: 'mrpc', PRUNED_MODELS_FOLDER: 'models', PRUNED_MODELS_BATCH: '32' })).toBe('');
  expect(nameOf({ PRUNED_MODELS_ROWS: '200', PRUNED_MODELS_SEED: '2' })).toBe(' (from seed 2, 200 rows)');
  const all = {
    PRUNED_MODELS_BATCH: '1',
    PRUNED_MODELS_STRUCTURE: 'blocks',
    PRUNED_MODELS_OPTIONS: '--alpha 1',
    PRUNED_MODELS_PROVIDER: 'cuda',
    PRUNED_MODELS_TEACHER: 'unpruned',
  };
  expect(nameOf({ ...all, PRUNED_MODELS_WORDS: 'task', PRUNED_MODELS_FREQUENCY: '1' })).toBe(
    ' (batch 1, blocks, words of task, words from 1 times, cuda, taught by unpruned, --alpha 1)',
  );
});
