import type { BertModelWithHead } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import type { PruneOptions } from './prune-options.js';
import { missedTarget, type PruningTarget, sparsityAtParameters } from './pruning-target.js';

/** What a plan is made for: a model of which something may be gone already. */
interface BegunCut {
  readonly cut: { readonly model: BertModelWithHead };
  readonly context: {
    readonly original: { readonly model: BertModelWithHead };
    readonly options: Pick<PruneOptions, 'method'>;
  };
}

/**
 * What a planner's error says of the budget, in the unit of the target: the planner knows parameters, where the user said a share.
 */
export function explainMiss(error: unknown, target: PruningTarget, { cut, context }: BegunCut): unknown {
  const closest = ConfigError.isInstance(error) ? error.details.closest : undefined;
  if (typeof closest !== 'number') return error;
  const means = { method: context.options.method, numHiddenLayers: cut.model.config.numHiddenLayers };
  const isShare = target.kind === 'sparsity';
  const shown = isShare ? sparsityAtParameters(closest, context.original.model, cut.model) : closest;
  return missedTarget(target, shown, means);
}
