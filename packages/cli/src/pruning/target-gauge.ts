/** Whether a model meets a target. */
import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { CutModel, CuttingContext } from './cut-model.js';
import { isOfTime, missedTarget, type PruningTarget, sparsityAtParameters } from './pruning-target.js';
import { createTargetMeter } from './target-meter.js';

/**
 * The first of some models, each smaller than the one before, that meets a target.
 *
 * @param models so many there are, the first as it is
 * @param modelAt makes one of them
 * @returns its number
 * @throws ConfigError when the last does not meet it, with what that comes to
 */
export async function firstThatMeets(
  target: PruningTarget,
  { models, modelAt }: { readonly models: number; readonly modelAt: (step: number) => BertModelWithHead },
  cut: CutModel,
  context: CuttingContext,
): Promise<number> {
  const amountOf = await createGauge(target, cut, context);
  const last = await amountOf(modelAt(models - 1));
  if (!isMet(target, last)) throw missedTarget(target, last, { method: context.options.method, ...cut.model.config });
  // All up to `tooLarge` are; `enough` is not.
  let [tooLarge, enough] = [-1, models - 1];
  while (enough - tooLarge > 1) {
    const middle = Math.floor((tooLarge + enough) / 2);
    if (isMet(target, await amountOf(modelAt(middle)))) enough = middle;
    else tooLarge = middle;
  }
  return enough;
}

function isMet({ kind, amount }: PruningTarget, actual: number): boolean {
  return kind === 'speedup' || kind === 'sparsity' ? actual >= amount : actual <= amount;
}

/** What a model comes to, in the target's unit; times are measured, by turns with the model that was given. */
async function createGauge(
  target: PruningTarget,
  cut: CutModel,
  context: CuttingContext,
): Promise<(model: BertModelWithHead) => Promise<number>> {
  const { original } = context;
  if (!isOfTime(target)) {
    return async (model) => {
      const { parameterCount } = model.arena;
      return target.kind === 'parameters'
        ? parameterCount
        : sparsityAtParameters(parameterCount, original.model, model);
    };
  }
  const { meter } = await createTargetMeter(context, cut);
  return async (model) => {
    const [before, after] = (await meter.measure([original.model, model])) as [number, number];
    return target.kind === 'speedup' ? before / after : after;
  };
}
