import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runSmall, shownOutput, temporaryFolder, withoutFigures } from '../run-small.js';

const TIMEOUT_MS = 120_000;

/** Figures and classes differ from run to run of the test, which learns from a fiftieth of the examples. */
function mask(output: string): string {
  const withoutTrainingRows = output.replace(/^ +[\d,]+ +\d +\d\.\d{3}( .*)?\n/gm, '');
  const withoutClasses = withoutTrainingRows
    .replace(/^(noun\.\w+ +|always noun.\w+) +/gm, '$1 ')
    .replace(/noun\.\w+/g, 'noun.x');
  return withoutFigures(withoutClasses);
}

it(
  'prints what its README shows, and saves the model',
  () => {
    const folder = temporaryFolder();
    const output = runSmall(new URL('main.ts', import.meta.url), { folder, everyNthRow: 50 });
    expect(mask(output)).toBe(mask(shownOutput(new URL('README.md', import.meta.url))));
    const model = join(folder, 'models/quickstart');
    expect(readdirSync(model)).toContain('model.safetensors');
    const settings = JSON.parse(readFileSync(join(model, 'tokenizer_config.json'), 'utf8'));
    expect(settings).toMatchObject({ model_max_length: 512 });
  },
  TIMEOUT_MS,
);
