/**
 * A checkpoint is a model directory (whatever loads models loads it) with two files more: `optimizer.safetensors` has the optimizer's
 * tensors and those of plugins, their parameters among them, `training_state.json` all else.
 */
import { join } from 'node:path';
import type { BertInferenceModel } from '@bertsmith/bert-core';
import { loadWeights, modelFiles } from '@bertsmith/bert-core/files';
import { ConfigError, serializeSafetensors, type Tensor } from '@bertsmith/tensor';
import { type FileContent, openSafetensors, writeFilesTogether } from '@bertsmith/tensor/files';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { ExtendedModel } from '../plugins/extended-model.js';
import type { PluginState, TrainingPlugin } from '../plugins/training-plugin.js';
import { type CheckpointState, readCheckpointState } from './checkpoint-state.js';

const STATE_FILE = 'training_state.json';
const TENSORS_FILE = 'optimizer.safetensors';
const OPTIMIZER_PREFIX = 'optimizer.';
const PARAMETER_PREFIX = 'parameter.';

/** What a checkpoint is taken of, and given back to. */
export interface CheckpointedParts {
  readonly model: BertInferenceModel;
  /** The model as it is trained, when plugins have parameters. */
  readonly extended?: ExtendedModel | undefined;
  readonly optimizer: Optimizer;
  readonly plugins: readonly TrainingPlugin[];
}

/** Further files of each checkpoint, such as those of the tokenizer: paths in the directory that it is given. */
export type FurtherFiles = (directory: string) => readonly (readonly [path: string, content: FileContent])[];

/** Writes all files of a checkpoint into a directory. Nothing may change the parts meanwhile. */
export async function writeCheckpoint(
  directory: string,
  { model, extended, optimizer, plugins }: CheckpointedParts,
  state: Omit<CheckpointState, 'optimizerStepCount' | 'plugins'>,
  furtherFiles: FurtherFiles = () => [],
): Promise<void> {
  const { stepCount, tensors } = optimizer.stateDict();
  extended?.giveBack();
  const own = extended?.ownTensors() ?? new Map<string, Tensor>();
  const states = plugins.flatMap((plugin) =>
    plugin.stateDict === undefined ? [] : [[plugin.name, plugin.stateDict()] as const],
  );
  const json = {
    ...state,
    optimizerStepCount: stepCount,
    plugins: Object.fromEntries(states.flatMap(([name, each]) => (each.json === undefined ? [] : [[name, each.json]]))),
  };
  await writeFilesTogether([
    ...furtherFiles(directory),
    ...modelFiles(model, directory),
    [
      join(directory, TENSORS_FILE),
      serializeSafetensors([...prefixed(PARAMETER_PREFIX, own), ...namedTensors(tensors, states)]),
    ],
    [join(directory, STATE_FILE), `${JSON.stringify(json, null, 2)}\n`],
  ]);
}

function namedTensors(
  optimizer: ReadonlyMap<string, Tensor>,
  states: readonly (readonly [name: string, state: PluginState])[],
): [string, Tensor][] {
  const ofPlugins = states.flatMap(([plugin, { tensors = new Map<string, Tensor>() }]) =>
    prefixed(pluginPrefix(plugin), tensors),
  );
  return [...prefixed(OPTIMIZER_PREFIX, optimizer), ...ofPlugins];
}

function prefixed(prefix: string, tensors: ReadonlyMap<string, Tensor>): [string, Tensor][] {
  return Array.from(tensors, ([name, tensor]): [string, Tensor] => [`${prefix}${name}`, tensor]);
}

function pluginPrefix(plugin: string): string {
  // The length tells the plugin 'a' from the plugin 'a.b'.
  return `plugin.${plugin.length}.${plugin}.`;
}

/** The half of a checkpoint that is no tensors. @throws InputError, FormatError as {@link restoreCheckpoint} */
export async function readState(directory: string): Promise<CheckpointState> {
  return await readCheckpointState(join(directory, STATE_FILE));
}

/**
 * Gives a checkpoint back to the parts that it was taken of.
 *
 * @throws InputError when a file is missing, FormatError when one is damaged or does not fit the model, ConfigError when it is of another
 *   optimizer or other plugins
 */
export async function restoreCheckpoint(
  directory: string,
  { model, extended, optimizer, plugins }: CheckpointedParts,
): Promise<CheckpointState> {
  const state = await readState(directory);
  const tensors = await readTensors(join(directory, TENSORS_FILE));
  extended?.loadOwnTensors(withPrefix(tensors, PARAMETER_PREFIX), directory);
  const optimizerTensors = withPrefix(tensors, OPTIMIZER_PREFIX) as Map<string, Tensor<'float32'>>;
  optimizer.loadStateDict({ stepCount: state.optimizerStepCount, tensors: optimizerTensors });
  for (const plugin of plugins) restorePlugin(plugin, state, withPrefix(tensors, pluginPrefix(plugin.name)), directory);
  await loadWeights(directory, model.arena, { allowNonFinite: true });
  extended?.takeModel();
  return state;
}

function restorePlugin(
  plugin: TrainingPlugin,
  { plugins }: CheckpointState,
  tensors: ReadonlyMap<string, Tensor>,
  path: string,
): void {
  if (plugin.loadStateDict === undefined) return;
  const json = plugins[plugin.name];
  if (json === undefined && tensors.size === 0) {
    if (plugin.resumesWithoutState) return;
    throw new ConfigError(
      `cannot resume from '${path}': it has no state of the plugin '${plugin.name}'; leave the plugin out, or start afresh`,
      { path, plugin: plugin.name },
    );
  }
  plugin.loadStateDict({ ...(json !== undefined && { json }), tensors });
}

async function readTensors(path: string): Promise<Map<string, Tensor>> {
  await using file = await openSafetensors(path);
  const tensors = new Map<string, Tensor>();
  for (const name of file.entries.keys()) tensors.set(name, await file.read(name));
  return tensors;
}

function withPrefix(tensors: ReadonlyMap<string, Tensor>, prefix: string): Map<string, Tensor> {
  const own = [...tensors].filter(([name]) => name.startsWith(prefix));
  return new Map(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
