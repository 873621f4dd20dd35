import type { BertModelWithHead } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import type { PruneOptions } from './prune-options.js';
import { missedTarget, type PruningTarget, sparsityAtParameters } from './pruning-target.js';

/** What a plan is made for: a model of which something may be gone already. */
export interface BegunCut {
  /** How many times as fast as the model that was given it is by that. */
  readonly speedup: number;
  readonly cut: { readonly model: BertModelWithHead };
  readonly context: {
    readonly original: { readonly model: BertModelWithHead };
    readonly options: Pick<PruneOptions, 'method'>;
  };
}

/**
 * What a planner's error says of the budget, in the unit of the target: the planner knows parameters, where the user said a share, and how
 * many times as fast as the model before it, where the user said as that which was given.
 */
export function explainMiss(error: unknown, target: PruningTarget, { speedup, cut, context }: BegunCut): unknown {
  const closest = ConfigError.isInstance(error) ? error.details.closest : undefined;
  if (typeof closest !== 'number') return error;
  const means = { method: context.options.method, numHiddenLayers: cut.model.config.numHiddenLayers };
  switch (target.kind) {
    case 'sparsity':
      return missedTarget(target, sparsityAtParameters(closest, context.original.model, cut.model), means);
    case 'speedup':
      return missedTarget(target, closest * speedup, means);
    default:
      return missedTarget(target, closest, means);
  }
}
