import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { figuresOf, runSmall, shownOutput, temporaryFolder, withoutFigures } from '../run-small.js';

const TIMEOUT_MS = 180_000;

/** Which words have which tag is another matter for a model that learned from a few sentences. */
const mask = (output: string) => withoutFigures(output).replace(/\/(noun|verb|adjective|adverb)\b/g, '');

it(
  'prints what its README shows, tags better than by the commonest tag, and saves the model',
  () => {
    const folder = temporaryFolder();
    const output = runSmall(new URL('main.ts', import.meta.url), { folder, everyNthRow: 20 });
    expect(mask(output)).toBe(mask(shownOutput(new URL('README.md', import.meta.url))));
    const [, commonestTag = 1, bert = 0] = figuresOf(output, 'all');
    expect(bert).toBeGreaterThan(commonestTag);
    expect(readdirSync(join(folder, 'models/token-classification'))).toContain('model.safetensors');
  },
  TIMEOUT_MS,
);
