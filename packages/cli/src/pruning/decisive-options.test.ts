import { expect, it } from 'vitest';
import { decisiveOptions } from './decisive-options.js';
import type { PruneOptions } from './prune-options.js';

it('knows whose words stay, by name, and not where a file of them is', () => {
  const words = (vocabularyTexts: string) => decisiveOptions({ vocabularyTexts } as PruneOptions).vocabularyTexts;
  expect(['task', 'dictionary', 'a.txt', 'elsewhere/a.txt'].map(words)).toEqual([
    ...['task', 'dictionary', 'a file', 'a file'],
  ]);
});

it('knows the task on whose rows everything is scored', () => {
  expect(decisiveOptions({ task: 'sst2' } as PruneOptions)).toMatchObject({ task: 'sst2' });
});
