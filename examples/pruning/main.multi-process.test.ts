import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { figuresOf, runSmall, shownOutput, temporaryFolder, withoutFigures } from '../run-small.js';

const TIMEOUT_MS = 180_000;

/** Which matrix it is depends on the rows, and a change may be below 0. */
const mask = (output: string) => withoutFigures(output.replace(/-?[\d.]+ {2}bert\..*$/gm, '0  MATRIX'));

it(
  'prints what its README shows, and leaves what it says',
  () => {
    const folder = temporaryFolder();
    const output = runSmall(new URL('main.ts', import.meta.url), { folder, everyNthRow: 50 });
    expect(mask(output)).toBe(mask(shownOutput(new URL('README.md', import.meta.url))));
    const [whole, smaller, sparser] = ['whole   ', 'smaller  ', 'smaller, sparser'].map((name) => {
      const [accuracy = 0, parameters = 0, megabytes = 0] = figuresOf(output, name);
      return { accuracy, parameters, megabytes };
    });
    // Always the commonest kind: 0.13.
    for (const each of [whole, smaller, sparser]) expect(each?.accuracy).toBeGreaterThan(0.16);
    expect(smaller?.parameters).toBeLessThan(whole?.parameters ?? 0);
    expect(sparser?.parameters).toBe(smaller?.parameters);
    const [zeros = 0, weights = 1] =
      output
        .match(/([\d,]+) of ([\d,]+) weights/)
        ?.slice(1)
        .map(numberIn) ?? [];
    expect(zeros / weights).toBeCloseTo(0.8, 4);
    // Of 4 bytes for each zero an eighth of a byte for each weight is left; figures have one place.
    const expected = (smaller?.megabytes ?? 0) - (4 * zeros - weights / 8) / 1e6;
    // Two figures of one place.
    expect(Math.abs((sparser?.megabytes ?? 0) - expected)).toBeLessThan(0.1 + 1e-6);
    const files = join(folder, 'models/pruning');
    expect(readdirSync(files)).toEqual(expect.arrayContaining(['model.safetensors', 'model.sparse.safetensors']));
    expect(readFileSync(join(files, 'sensitivity.svg'), 'utf8')).toMatch(/^<svg.*<\/svg>\s*$/s);
  },
  TIMEOUT_MS,
);

function numberIn(text: string): number {
  return Number(text.replaceAll(',', ''));
}
