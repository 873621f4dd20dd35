import { expect, it } from 'vitest';
import { figuresOf, runSmall, shownOutput, temporaryFolder, withoutFigures } from '../run-small.js';

const TIMEOUT_MS = 180_000;

it(
  'prints what its README shows, and which weights stay matters',
  () => {
    const folder = temporaryFolder();
    const output = runSmall(new URL('main.ts', import.meta.url), { folder, everyNthRow: 50 });
    expect(withoutFigures(output)).toBe(withoutFigures(shownOutput(new URL('README.md', import.meta.url))));
    const [ticket = 0, random = 1] = figuresOf(output, '      87.5 %');
    // Of 0.22 and 0.13, which is what always answering the commonest kind has.
    expect(ticket).toBeGreaterThan(random + 0.02);
  },
  TIMEOUT_MS,
);
