/** The policy that makes training fastest on this machine, of those whose gradients are right: found by trying some steps of each. */
import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { Batch } from '@bertsmith/data';
import type { Backend } from '@bertsmith/graph';
import { median } from '@bertsmith/metrics';
import { ConfigError } from '@bertsmith/tensor';
import { borrowWorkspace, FlatKernels } from '@bertsmith/train';
import { mixedPrecision } from '../mixed-precision.js';
import type { MixedPrecisionOptions } from '../mixed-precision-options.js';
import { resolvePolicy } from '../policy/resolve-policy.js';
import { gradientSimilarity } from './gradient-similarity.js';
import { PolicyTrial, type TrialSurroundings } from './policy-trial.js';

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

/** What was measured of a candidate. */
export interface MeasuredPolicy {
  readonly name: string;
  /** How many times as fast as float32, by the medians of steps that took turns. */
  readonly speedup: number;
  /** The least cosine between its gradients and those of float32. */
  readonly similarity: number;
  /** The largest difference of its loss from that of float32, relative to it. */
  readonly lossDifference: number;
  readonly isRight: boolean;
}

/** What was chosen, and why. */
export interface MixedPrecisionChoice {
  /** For `mixedPrecision`; undefined where float32 is best. */
  readonly options: MixedPrecisionOptions | undefined;
  /** A sentence for people. */
  readonly reason: string;
  readonly measured: readonly MeasuredPolicy[];
}

/** Gradients of a batch that point another way by more are not those of rounding; dropout alone makes more. */
const LEAST_SIMILARITY = 0.98;
const LARGEST_LOSS_DIFFERENCE = 0.05;
/** What is faster by less may be so by chance. */
const LEAST_SPEEDUP = 1.05;

/**
 * Tries candidates against float32, in turns on the same batches, and takes the fastest whose loss and gradients are right; float32 where none is faster
 * by 5 % or more.
 *
 * @throws ConfigError when there are no batches
 * @example
 * const { options, reason } = await chooseMixedPrecision({ model, backend, batches });
 * const plugins = options === undefined ? [] : [mixedPrecision(options)];
 */
export async function chooseMixedPrecision(options: ChooseMixedPrecisionOptions): Promise<MixedPrecisionChoice> {
  const { model, backend, batches, threads } = options;
  if (batches.length === 0) throw new ConfigError('chooseMixedPrecision: there are no batches to try', {});
  using workspace = borrowWorkspace(model.arena.heap);
  const withThreads = threads === undefined ? {} : { threads };
  using kernels = new FlatKernels(model.arena.heap, withThreads);
  const surroundings = { model, backend, kernels, heap: workspace.heap, ...withThreads };
  const candidates = options.candidates ?? candidatesOf(backend);
  const measured: MeasuredPolicy[] = [];
  await using float32 = await PolicyTrial.create(undefined, surroundings);
  for (const candidate of candidates) measured.push(await measure(candidate, float32, surroundings, options));
  return decide(candidates, measured);
}

function candidatesOf({ productDTypes }: Backend): MixedPrecisionOptions[] {
  const sixteen: readonly MixedPrecisionOptions[] = (['fp16', 'bf16'] as const).map((policy) => ({
    policy,
    arithmetic: 'native',
  }));
  const all: readonly MixedPrecisionOptions[] = [{ policy: 'int8' }, ...sixteen];
  return all.filter(({ policy }) => productDTypes?.includes(resolvePolicy(policy).dtype) ?? true);
}

async function measure(
  candidate: MixedPrecisionOptions,
  float32: PolicyTrial,
  surroundings: TrialSurroundings,
  { batches, steps = 5 }: ChooseMixedPrecisionOptions,
): Promise<MeasuredPolicy> {
  await using trial = await PolicyTrial.create(mixedPrecision(candidate), surroundings);
  const [times, plainTimes]: [number[], number[]] = [[], []];
  let [similarity, lossDifference] = [1, 0];
  for (let step = 0; step <= steps; step++) {
    const batch = batches[step % batches.length] as Batch;
    const plain = await float32.run(batch, step);
    const low = await trial.run(batch, step);
    similarity = Math.min(similarity, gradientSimilarity(low.gradients, plain.gradients));
    lossDifference = Math.max(lossDifference, Math.abs(low.loss - plain.loss) / Math.abs(plain.loss));
    // The first of each is slower.
    if (step === 0) continue;
    times.push(low.ms);
    plainTimes.push(plain.ms);
  }
  const { name } = resolvePolicy(candidate.policy);
  const isRight = similarity >= LEAST_SIMILARITY && lossDifference <= LARGEST_LOSS_DIFFERENCE;
  return { name, speedup: median(plainTimes) / median(times), similarity, lossDifference, isRight };
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

function describe({ name, speedup, similarity, lossDifference, isRight }: MeasuredPolicy): string {
  const wrong = `gradients at a cosine of ${similarity.toFixed(3)}, loss off by ${(100 * lossDifference).toFixed(1)} %`;
  return `${name} ${speedup.toFixed(2)}x float32${isRight ? '' : `, but wrong (${wrong})`}`;
}
