/** The policy that makes training fastest on this machine, of those whose gradients are right: found by trying some steps of each. */
import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { Batch } from '@bertsmith/data';
import type { Backend } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import { borrowWorkspace, FlatKernels } from '@bertsmith/train';
import type { MixedPrecisionOptions } from '../mixed-precision-options.js';
import { resolvePolicy } from '../policy/resolve-policy.js';
import { type MeasuredPolicy, measurePolicy } from './measure-policy.js';
import { PolicyTrial } from './policy-trial.js';

/** What {@link chooseMixedPrecision} is given. */
export interface ChooseMixedPrecisionOptions {
  /** As it will be trained; it stays as it is. */
  readonly model: BertModelWithHead;
  readonly backend: Backend;
  /** Of the rows that will be trained on, as long as most; one example a row. */
  readonly batches: readonly Batch[];
  /** Default: int8, and fp16 and bf16 where the backend has such products. */
  readonly candidates?: readonly MixedPrecisionOptions[];
  /** Steps of each that are measured, after one that is not. Default 5. */
  readonly steps?: number;
  readonly threads?: number;
}

/** What was chosen, and why. */
export interface MixedPrecisionChoice {
  /** For `mixedPrecision`; undefined where float32 is best. */
  readonly options: MixedPrecisionOptions | undefined;
  /** A sentence for people. */
  readonly reason: string;
  readonly measured: readonly MeasuredPolicy[];
}

/** What is faster by less may be so by chance. */
const LEAST_SPEEDUP = 1.05;

/**
 * Tries candidates against float32, in turns on the same batches, and takes the fastest whose loss and gradients are right; float32 where none is faster
 * by 5 % or more.
 *
 * @throws ConfigError when there are no batches, or no steps to measure
 * @example
 * const { options, reason } = await chooseMixedPrecision({ model, backend, batches });
 * const plugins = options === undefined ? [] : [mixedPrecision(options)];
 */
export async function chooseMixedPrecision(options: ChooseMixedPrecisionOptions): Promise<MixedPrecisionChoice> {
  const { model, backend, batches, threads, steps = 5 } = options;
  checkTrials(batches, steps);
  using workspace = borrowWorkspace(model.arena.heap);
  const withThreads = threads === undefined ? {} : { threads };
  using kernels = new FlatKernels(model.arena.heap, withThreads);
  const surroundings = { model, backend, kernels, heap: workspace.heap, ...withThreads };
  const candidates = options.candidates ?? candidatesOf(backend);
  const measured: MeasuredPolicy[] = [];
  await using float32 = await PolicyTrial.create(undefined, surroundings);
  for (const candidate of candidates)
    measured.push(await measurePolicy(candidate, { float32, surroundings, batches, steps }));
  return decide(candidates, measured);
}

function checkTrials(batches: readonly Batch[], steps: number): void {
  if (batches.length === 0) throw new ConfigError('chooseMixedPrecision: there are no batches to try', {});
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new ConfigError(`chooseMixedPrecision: steps is ${steps}, expected a whole number from 1`, { steps });
  }
}

function candidatesOf({ productDTypes }: Backend): MixedPrecisionOptions[] {
  const sixteen: readonly MixedPrecisionOptions[] = (['fp16', 'bf16'] as const).map((policy) => ({
    policy,
    arithmetic: 'native',
  }));
  const all: readonly MixedPrecisionOptions[] = [{ policy: 'int8' }, ...sixteen];
  return all.filter(({ policy }) => productDTypes?.includes(resolvePolicy(policy).dtype) ?? true);
}

function decide(
  candidates: readonly MixedPrecisionOptions[],
  measured: readonly MeasuredPolicy[],
): MixedPrecisionChoice {
  const fit = measured.filter(({ isRight, speedup }) => isRight && speedup >= LEAST_SPEEDUP);
  const [best] = fit.toSorted((a, b) => b.speedup - a.speedup);
  const found = measured.map(describe).join('; ') || 'there were no candidates';
  if (best === undefined)
    return { options: undefined, reason: `float32, since nothing else is faster and right: ${found}`, measured };
  return {
    options: candidates[measured.indexOf(best)],
    reason: `${best.name}, the fastest that is right: ${found}`,
    measured,
  };
}

function describe({ name, speedup, similarity, lossDifference, isRight, failure }: MeasuredPolicy): string {
  if (failure !== undefined) return `${name}, which failed (${failure})`;
  const wrong = `gradients at a cosine of ${similarity.toFixed(3)}, loss off by ${(100 * lossDifference).toFixed(1)} %`;
  return `${name} ${speedup.toFixed(2)}x float32${isRight ? '' : `, but wrong (${wrong})`}`;
}
