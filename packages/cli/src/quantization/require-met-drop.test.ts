import { ConfigError } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { requireMetDrop } from './require-met-drop.js';

const score = { metric: 'accuracy', before: 0.912, after: 0.9084 };
const options = { maxDrop: 0.002, output: 'small' };

it('a drop that is met, or that nobody asked about, is no failure', () => {
  requireMetDrop(options, { score: { ...score, isMet: true }, layersInFloat: [] });
  requireMetDrop({ output: 'small' }, { layersInFloat: [] });
});

it('one that cannot be met is, with the best and where it is', () => {
  const run = () => requireMetDrop(options, { score: { ...score, isMet: false }, layersInFloat: ['a', 'b'] });
  expect(run).toThrow(ConfigError);
  expect(run).toThrow(
    /^--max-drop 0\.002 cannot be met with this method: the best is accuracy 0\.9084 of 0\.9120, 0\.00360 less, with 2 layers in float; that model is in small;/,
  );
});
