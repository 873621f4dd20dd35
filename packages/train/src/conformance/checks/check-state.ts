import { inspect, isDeepStrictEqual } from 'node:util';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { exampleBatches } from '@bertsmith/data';
import { CHECKPOINT_VERSION } from '../../checkpoints/checkpoint-state.js';
import { type CheckpointedParts, restoreCheckpoint, writeCheckpoint } from '../../checkpoints/training-checkpoint.js';
import type { Optimizer } from '../../optimizers/optimizer.js';
import type { TrainingPlugin as Plugin, PluginState } from '../../plugins/training-plugin.js';
import { settingsOf } from '../../trainer/settings-of.js';
import { completeTrainerOptions, isBatchSource, type TrainerOptions } from '../../trainer/trainer-options.js';
import { freshProgress } from '../../trainer/training-progress.js';
import { hasSameBits } from '../outcome-difference.js';
import { inTemporaryDirectory, type TrialRunner } from '../trial-runner.js';

const STATELESS_OPTIMIZER: Optimizer = {
  step: async () => {},
  stateDict: () => ({ stepCount: 0, tensors: new Map() }),
  loadStateDict: () => {},
};

/** A fresh plugin that takes up the state of one that has worked, out of a checkpoint, gives the same state. */
export async function checkState(runner: TrialRunner): Promise<string[]> {
  const [idle, other, worked, fresh] = Array.from({ length: 4 }, runner.createPlugin) as [
    Plugin,
    Plugin,
    Plugin,
    Plugin,
  ];
  if (worked.stateDict === undefined || fresh.stateDict === undefined) return [];
  // One that is asked before its first step must answer, too: a run may be interrupted there.
  await throughCheckpoint(runner, partsOf(prepare(runner, idle), idle), other);
  const { model } = await runner.run({ plugins: [worked], maxSteps: 3 });
  const state = worked.stateDict();
  await throughCheckpoint(runner, partsOf(model, worked), fresh);
  return stateViolations(state, fresh.stateDict());
}

async function throughCheckpoint(runner: TrialRunner, from: CheckpointedParts, to: Plugin): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    await writeCheckpoint(directory, from, {
      version: CHECKPOINT_VERSION,
      progress: freshProgress(),
      isFinished: false,
      settings: settingsFor(runner, from.plugins),
      versions: {},
    });
    await restoreCheckpoint(directory, partsOf(prepare(runner, to), to));
  });
}

function prepare(runner: TrialRunner, plugin: Plugin): BertModelWithHead {
  const { model } = runner.trial();
  const prepared = plugin.prepareModel?.(model) ?? model;
  plugin.ownParameters?.(prepared);
  return prepared;
}

function partsOf(model: BertModelWithHead, plugin: Plugin): CheckpointedParts {
  return { model, optimizer: STATELESS_OPTIMIZER, plugins: [plugin] };
}

function settingsFor(runner: TrialRunner, plugins: readonly Plugin[]): ReturnType<typeof settingsOf> {
  const options = completeTrainerOptions(runner.trial() as TrainerOptions);
  const source = isBatchSource(options.train) ? options.train : exampleBatches(options.train, options);
  return settingsOf(options, source, plugins);
}

function stateViolations(saved: PluginState, loaded: PluginState): string[] {
  const violations: string[] = [];
  if (!isDeepStrictEqual(loaded.json, saved.json)) {
    violations.push(`'json' was ${inspect(saved.json)} and is ${inspect(loaded.json)} behind a checkpoint`);
  }
  const [before, after] = [saved.tensors ?? new Map(), loaded.tensors ?? new Map()];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [expected, actual] = [before.get(name), after.get(name)];
    const isSame = expected?.dtype === actual?.dtype && isDeepStrictEqual(expected?.shape, actual?.shape);
    if (isSame && hasSameBits(actual?.data, expected?.data)) continue;
    violations.push(`the tensor '${name}' is not the same behind a checkpoint`);
  }
  return violations;
}
