import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { figuresOf, runSmall, shownOutput, temporaryFolder, withoutFigures } from '../run-small.js';

const TIMEOUT_MS = 180_000;

/** Where a model finds its answer that learned from a few questions is another matter. */
const mask = (output: string) => withoutFigures(output.replace(/: [^:]+ (\(\d\.\d\d\), of)/g, ': $1'));

it(
  'prints what its README shows, and saves the model',
  () => {
    const folder = temporaryFolder();
    const output = runSmall(new URL('main.ts', import.meta.url), { folder, everyNthRow: 20 });
    expect(mask(output)).toBe(mask(shownOutput(new URL('README.md', import.meta.url))));
    const [rarestExact = 0, rarestF1 = 0] = figuresOf(output, 'the rarest word');
    expect(rarestExact).toBeGreaterThan(0.4);
    expect(rarestF1).toBeGreaterThanOrEqual(rarestExact);
    const [, exactMatch = 0, f1 = 0] = figuresOf(output, 'BERT (trained in');
    expect(exactMatch).toBeGreaterThan(0.15);
    expect(f1).toBeGreaterThan(exactMatch);
    expect(readdirSync(join(folder, 'models/question-answering'))).toContain('model.safetensors');
  },
  TIMEOUT_MS,
);
