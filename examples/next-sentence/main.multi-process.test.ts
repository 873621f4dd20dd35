import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { figuresOf, runSmall, shownOutput, temporaryFolder, withoutFigures } from '../run-small.js';

const TIMEOUT_MS = 180_000;

it(
  'prints what its README shows, and saves the model',
  () => {
    const folder = temporaryFolder();
    const output = runSmall(new URL('main.ts', import.meta.url), { folder, everyNthRow: 20 });
    expect(withoutFigures(output)).toBe(withoutFigures(shownOutput(new URL('README.md', import.meta.url))));
    const [byWord = 0] = figuresOf(output, 'those that share a word');
    expect(byWord).toBeGreaterThan(0.52);
    const [, bert = 0] = figuresOf(output, 'BERT (trained in');
    expect(bert).toBeGreaterThan(0.48);
    expect(readdirSync(join(folder, 'models/next-sentence'))).toContain('model.safetensors');
  },
  TIMEOUT_MS,
);
