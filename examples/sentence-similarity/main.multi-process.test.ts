import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadWordnetGlosses } from '@bertsmith/data';
import { expect, it } from 'vitest';
import { figuresOf, runSmall, shownOutput, temporaryFolder, withoutFigures } from '../run-small.js';
import { pathsToTop, wuPalmerSimilarity } from './noun-hierarchy.js';

const TIMEOUT_MS = 180_000;

/** A model that learned little may be below zero. */
const mask = (output: string) => withoutFigures(output.replace(/-(?=\d)/g, ''));

it(
  'prints what its README shows, and saves the model',
  () => {
    const folder = temporaryFolder();
    const output = runSmall(new URL('main.ts', import.meta.url), { folder, everyNthRow: 20 });
    expect(mask(output)).toBe(mask(shownOutput(new URL('README.md', import.meta.url))));
    const [pearson = 0, spearman = 0] = figuresOf(output, 'words in common (TF-IDF)');
    expect(pearson).toBeGreaterThan(0.3);
    expect(spearman).toBeGreaterThan(0.3);
    const [meanSquaredError = 1] = figuresOf(output, 'epoch 3: mean squared error');
    // Always 0.5 would be about 0.06.
    expect(meanSquaredError).toBeLessThan(0.12);
    expect(readdirSync(join(folder, 'models/sentence-similarity'))).toContain('model.safetensors');
  },
  TIMEOUT_MS,
);

it('has cats nearer to dogs than to numbers', async () => {
  const { glosses } = await loadWordnetGlosses();
  const nouns = glosses.filter(({ partOfSpeech }) => partOfSpeech === 'noun');
  const paths = pathsToTop(nouns);
  const pathOf = (...words: string[]) =>
    paths.get(nouns.find((noun) => words.every((word) => noun.words.includes(word)))?.id ?? '') ?? [];
  const [cat, dog, number] = [pathOf('cat', 'true cat'), pathOf('dog', 'domestic dog'), pathOf('integer')];
  expect(wuPalmerSimilarity(cat, cat)).toBe(1);
  expect(wuPalmerSimilarity(cat, dog)).toBe(wuPalmerSimilarity(dog, cat));
  expect(wuPalmerSimilarity(cat, dog)).toBeGreaterThan(0.8);
  expect(wuPalmerSimilarity(cat, number)).toBeLessThan(0.3);
});
