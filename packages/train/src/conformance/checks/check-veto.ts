import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tensor } from '@bertsmith/tensor';
import { openSafetensors } from '@bertsmith/tensor/files';
import { listCheckpoints } from '../../checkpoints/checkpoint-directory.js';
import { readState } from '../../checkpoints/training-checkpoint.js';
import type { TrainingPlugin } from '../../plugins/training-plugin.js';
import { hasSameBits } from '../outcome-difference.js';
import { inTemporaryDirectory, type TrialRunner } from '../trial-runner.js';

/** Steps, from 0, that the check vetoes: one after another with updates between, and one at the end of an epoch of the default trial. */
const VETOED: readonly number[] = [2, 4];

/** After a step that was vetoed, by the plugin itself or by one behind it, parameters and optimizer are as they were before it. */
export async function checkVeto(runner: TrialRunner): Promise<string[]> {
  return await inTemporaryDirectory(async (directory) => {
    const plugin = runner.createPlugin();
    const checkpoints = { directory, everySteps: 1, keep: Number.MAX_SAFE_INTEGER };
    const { steps } = await runner.run({ plugins: [plugin, vetoBehind(plugin)], checkpoints });
    const paths = await listCheckpoints(directory);
    const violations: string[] = [];
    for (const { step, isVetoed } of steps) {
      const [before, after] = [paths[step - 2], paths[step - 1]];
      if (!isVetoed || before === undefined || after === undefined) continue;
      const change = await findChange(before, after);
      if (change !== undefined) violations.push(`step ${step} was vetoed, and changed ${change}`);
    }
    return violations;
  });
}

function vetoBehind({ name }: TrainingPlugin): TrainingPlugin {
  return {
    specificationVersion: 'v1',
    name: 'conformance-veto',
    order: { after: [name] },
    transformGradients: (_, { step }) => (VETOED.includes(step) ? 'veto' : 'proceed'),
  };
}

/** What of two checkpoints is not the same: the plugin's own state may be another. */
async function findChange(before: string, after: string): Promise<string | undefined> {
  const [{ optimizerStepCount: expected }, { optimizerStepCount: actual }] = [
    await readState(before),
    await readState(after),
  ];
  if (actual !== expected) return `the optimizer's count of steps: ${actual}, not ${expected}`;
  const [old, current] = [await readTensors(before), await readTensors(after)];
  for (const [name, { data }] of old) {
    if (!hasSameBits(current.get(name)?.data, data)) return `'${name}'`;
  }
  return undefined;
}

async function readTensors(directory: string): Promise<Map<string, Tensor>> {
  const tensors = new Map<string, Tensor>();
  for (const file of (await readdir(directory)).filter((each) => each.endsWith('.safetensors'))) {
    await using open = await openSafetensors(join(directory, file));
    const names = [...open.entries.keys()].filter((name) => !name.startsWith('plugin.'));
    for (const name of names) tensors.set(name, await open.read(name));
  }
  return tensors;
}
