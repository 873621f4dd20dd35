import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError } from '@bertsmith/tensor';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PruningDecisions } from './pruning-decisions.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'decisions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Decides, and says how often it had to. */
const BASIS = { options: { sparsity: 0.5 }, model: 'abc' };

async function settle(isResumed: boolean, value: unknown, basis: Parameters<typeof PruningDecisions.open>[1] = BASIS) {
  let asked = 0;
  const decisions = await PruningDecisions.open(folder, basis, isResumed);
  const settled = await decisions.settle('layers', {
    decide: async () => {
      asked++;
      return value;
    },
    isValid: (found): found is unknown => found !== 'damaged',
    expected: 'numbers',
  });
  return { settled, asked };
}

it('what was decided stays when a run goes on, and is decided anew when one begins', async () => {
  expect(await settle(false, [1, 2])).toEqual({ settled: [1, 2], asked: 1 });
  expect(await settle(true, [3])).toEqual({ settled: [1, 2], asked: 0 });
  expect(await settle(false, [3])).toEqual({ settled: [3], asked: 1 });
});

it('a run that had decided nothing decides when it goes on', async () => {
  expect(await settle(true, 4)).toEqual({ settled: 4, asked: 1 });
});

it.each(['[]', '{"layers":', 'null'])('a damaged file, %s, is said to be one', async (text) => {
  writeFileSync(join(folder, 'pruning_decisions.json'), text);
  await expect(PruningDecisions.open(folder, BASIS, true)).rejects.toThrow(FormatError);
});

it.each([
  [
    '{"asked":null,"model":"abc","settled":{}}',
    /pruning_decisions\.json is damaged: asked is null, expected an object; begin again/,
  ],
  ['{"asked":{},"settled":{}}', /model is not given, expected a hash of weights/],
  ['{"asked":{},"model":"abc","settled":[]}', /settled is \[\], expected an object/],
  ['{"asked":{},"model":"abc"}', /settled is not given, expected an object/],
  [
    '{"asked":{"sparsity":0.5},"model":"abc","settled":{"layers":"damaged"}}',
    /settled\.layers is "damaged", expected numbers; begin/,
  ],
])('of %s the field is named that is not as it was written', async (text, message) => {
  writeFileSync(join(folder, 'pruning_decisions.json'), text);
  const run = settle(true, [1]);
  await expect(run).rejects.toThrow(FormatError);
  await expect(run).rejects.toThrow(message);
});

it('a run that was asked for something else is not gone on with', async () => {
  await settle(false, [1]);
  const other = settle(true, [1], { ...BASIS, options: { sparsity: 0.6 } });
  await expect(other).rejects.toThrow(/cannot resume: sparsity was 0.5 and is 0.6 now/);
  await expect(settle(true, [1], { ...BASIS, options: {} })).rejects.toThrow(/sparsity was 0.5 and is not given now/);
  expect(await settle(false, [2], { ...BASIS, options: { sparsity: 0.6 } })).toEqual({ settled: [2], asked: 1 });
});

it('what decisions hang on is kept where nothing is decided, too', async () => {
  await (await PruningDecisions.open(folder, BASIS, false)).save();
  await expect(PruningDecisions.open(folder, { ...BASIS, model: 'abd' }, true)).rejects.toThrow(/has other weights/);
  await PruningDecisions.open(folder, BASIS, true);
});

it('another model is not cut as the first one was', async () => {
  await settle(false, [1]);
  await expect(settle(true, [1], { ...BASIS, model: 'abd' })).rejects.toThrow(
    /cannot resume: --model has other weights than the model that was cut/,
  );
  expect(await settle(false, [2], { ...BASIS, model: 'abd' })).toEqual({ settled: [2], asked: 1 });
});
