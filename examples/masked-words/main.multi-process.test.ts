import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { figuresOf, runSmall, shownOutput, temporaryFolder, withoutFigures } from '../run-small.js';

const TIMEOUT_MS = 180_000;

/** Which words a model guesses that learned from a few texts is another matter. */
const mask = (output: string) => withoutFigures(output).replace(/^( +(before|after):).*$/gm, '$1');

it(
  'prints what its README shows, guesses better than before, and saves the model',
  () => {
    const folder = temporaryFolder();
    const output = runSmall(new URL('main.ts', import.meta.url), { folder, everyNthRow: 80 });
    expect(mask(output)).toBe(mask(shownOutput(new URL('README.md', import.meta.url))));
    const [before = 0] = figuresOf(output, 'BERT before training');
    const [, after = before] = figuresOf(output, 'BERT after');
    expect(after).toBeLessThan(before / 2);
    expect(readdirSync(join(folder, 'models/masked-words'))).toContain('model.safetensors');
  },
  TIMEOUT_MS,
);
