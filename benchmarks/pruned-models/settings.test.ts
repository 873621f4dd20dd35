import { expect, it } from 'vitest';
import { readEnvironment } from './settings.js';

it('reads what is to be run from the environment', () => {
  const environment = {
    ...{ PRUNED_MODELS_CASES: 'mrpc, sst2 1.8', PRUNED_MODELS_ROWS: '200', PRUNED_MODELS_FOLDER: 'models' },
    PRUNED_MODELS_OPTIONS: '--learning-rate 2e-4',
  };
  expect(readEnvironment(environment)).toEqual({
    ...{ cases: [['mrpc'], ['sst2', '1.8']], rows: '200', batch: '32', structure: 'heads,ffn' },
    ...{ words: 'dictionary', frequency: '5', options: ['--learning-rate', '2e-4'], folder: 'models' },
  });
  expect(readEnvironment({})).toMatchObject({ cases: undefined, options: [] });
});
