import { type ResidualSum, residualSums } from '@bertsmith/bert-core';
import { type Graph, recomputeSegments, recomputeWithinBudget } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import type { TrainingPlugin } from './training-plugin.js';

/** Keep what every so many layers give. */
export interface EveryLayers {
  /** Layers from one kept value to the next: a multiple of 0.5, where a half is the attention or the feed-forward part of a layer. */
  readonly every: number;
}

/** Compute again as little as a budget allows. */
export interface ActivationBudget {
  /** Bytes for what the runtime keeps between inputs and outputs; not for parameters, gradients and the optimizer's state. */
  readonly budgetBytes: number;
  /** Rows of the largest batch. */
  readonly batchSize: number;
  /** Tokens of the longest row, padding included. */
  readonly sequenceLength: number;
}

/**
 * Trades time for memory: of the forward pass only a few values are kept, and what lies between them is computed again when the backward pass comes to
 * it (Chen et al. 2016). Losses, gradients and parameters are the same, bit for bit, dropout included.
 *
 * Kept are the sums before the normalizations, since the product before a sum need not be computed again. The last layers, up to the last kept
 * value, are not computed again either: the backward pass begins with them.
 *
 * @throws ConfigError when an option is out of range; when the step is compiled, if the model has no more than `every` layers, or nothing fits the budget
 * @example
 * const trainer = new Trainer({ model, backend, train, validation, maxLength: 128, plugins: [gradientCheckpointing({ every: 1 })] });
 */
export function gradientCheckpointing(options: EveryLayers | ActivationBudget): TrainingPlugin {
  checkOptions(options);
  return {
    specificationVersion: 'v1',
    name: 'gradient-checkpointing',
    rewriteStep: (graph) => {
      const sums = residualSums(graph);
      return 'every' in options ? keepEvery(graph, sums, options) : keepWithin(graph, sums, options);
    },
  };
}

function keepEvery(graph: Graph, sums: readonly ResidualSum[], { every }: EveryLayers): Graph {
  const last = Math.max(0, ...sums.map(({ layers }) => layers));
  if (every >= last) {
    throw new ConfigError(
      `gradientCheckpointing: the model has ${last} layers, so keeping what every ${every} give keeps all: choose fewer`,
      { every, layers: last },
    );
  }
  const kept = sums.filter(({ layers }) => layers < last && Number.isInteger(layers / every));
  return recomputeSegments(
    graph,
    kept.map(({ value }) => value),
  );
}

function keepWithin(graph: Graph, sums: readonly ResidualSum[], budget: ActivationBudget): Graph {
  const boundaries = sums.map(({ value }) => value);
  const { batchSize: batch, sequenceLength: sequence } = budget;
  // All tokens may be asked for, and each may be an example of its own.
  const sizes = { batch, sequence, predictions: batch * sequence, examples: batch * sequence };
  return recomputeWithinBudget(graph, boundaries, { budgetBytes: budget.budgetBytes, sizes });
}

function checkOptions(options: EveryLayers | ActivationBudget): void {
  if ('every' in options) {
    requireNumber('every', options.every, Number.isInteger(options.every * 2), 'a multiple of 0.5 above 0');
    return;
  }
  requireNumber('budgetBytes', options.budgetBytes, Number.isFinite(options.budgetBytes), 'a number of bytes above 0');
  for (const name of ['batchSize', 'sequenceLength'] as const) {
    requireNumber(name, options[name], Number.isInteger(options[name]), 'a whole number from 1 on');
  }
}

function requireNumber(name: string, value: number, isKind: boolean, expected: string): void {
  if (isKind && value > 0) return;
  throw new ConfigError(`gradientCheckpointing: ${name} is ${expected}, got ${value}`, { [name]: value });
}
