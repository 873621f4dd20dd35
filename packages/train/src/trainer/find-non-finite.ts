import { type BertInferenceModel, namedParameters } from '@bertsmith/bert-core';
import type { Batch } from '@bertsmith/data';
import type { Backend } from '@bertsmith/graph';
import { allFinite, type ParameterArena, type Tensor } from '@bertsmith/tensor';
import type { Gradients } from '../optimizers/gradients.js';
import { encoderFeeds } from '../step/batch-feeds.js';

/** What a step had in hand when a number in it was not finite. */
export interface NonFiniteStep {
  readonly model: BertInferenceModel;
  readonly backend: Backend;
  readonly batches: readonly Batch[];
  readonly gradients: Gradients;
  /** Computes the step as it was, and describes the first value that is not finite. */
  readonly inspectStep: () => Promise<string | undefined>;
}

/**
 * The first tensor with a number that is not finite: of parameters, hidden states and predictions (of float32, without dropout), all values of the step in
 * the order of computation, gradients. Undefined when there is none.
 */
export async function findNonFinite(step: NonFiniteStep): Promise<string | undefined> {
  const { model, gradients, inspectStep } = step;
  for (const [name, { data }] of model.arena.parts()) if (!allFinite(data)) return name;
  return (await findInActivations(step)) ?? (await inspectStep()) ?? findInGradients(model.arena, gradients);
}

async function findInActivations({ model, backend, batches }: NonFiniteStep): Promise<string | undefined> {
  const graph = model.buildInferenceGraph({ hiddenStates: true, packed: batches[0]?.packed !== undefined });
  await using executable = await backend.compile({ graph, parameters: namedParameters(model.arena) });
  for (const batch of batches) {
    const feeds = Object.fromEntries(Object.entries(encoderFeeds(batch)).filter(([name]) => graph.inputs.has(name)));
    const outputs = await executable.run(feeds);
    const states = [...outputs.keys()].filter((name) => name.startsWith('hidden_states.'));
    const others = [...outputs.keys()].filter((name) => !states.includes(name));
    const isBad = (name: string) => !allFinite((outputs.get(name) as Tensor<'float32'>).data);
    const found = [...states, ...others].find(isBad);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findInGradients(arena: ParameterArena, { dense, rows }: Gradients): string | undefined {
  for (const { name, values } of rows) if (!allFinite(values)) return `gradient of ${name}`;
  const found = arena.entries.find(
    (entry) => entry.specification.gradient !== 'rows' && !allFinite(arena.view(entry, dense).data),
  );
  return found && `gradient of ${found.specification.name}`;
}
