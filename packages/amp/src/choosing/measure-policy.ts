import type { Batch } from '@bertsmith/data';
import { median } from '@bertsmith/metrics';
import { BackendError, ConfigError, TrainingError } from '@bertsmith/tensor';
import type { TrainingPlugin } from '@bertsmith/train';
import { mixedPrecision } from '../mixed-precision.js';
import type { MixedPrecisionOptions } from '../mixed-precision-options.js';
import { resolvePolicy } from '../policy/resolve-policy.js';
import { gradientSimilarity } from './gradient-similarity.js';
import { PolicyTrial, type TrialSurroundings } from './policy-trial.js';

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
  /** Why it could not be tried to the end; `speedup` and `similarity` are then 0. */
  readonly failure?: string;
}

/** Gradients of a batch that point another way by more are not those of rounding; dropout alone makes more. */
const LEAST_SIMILARITY = 0.98;
const LARGEST_LOSS_DIFFERENCE = 0.05;
/** What a candidate is measured with. */
export interface Measurement {
  /** What it is measured against. */
  readonly float32: PolicyTrial;
  readonly surroundings: TrialSurroundings;
  readonly batches: readonly Batch[];
  /** Steps that are measured, after one that is not. */
  readonly steps: number;
}

/** Steps of a candidate and of float32 in turns. A candidate that fails is not right; other errors are thrown. */
export async function measurePolicy(
  candidate: MixedPrecisionOptions,
  measurement: Measurement,
): Promise<MeasuredPolicy> {
  const { name } = resolvePolicy(candidate.policy);
  const plugin = mixedPrecision(candidate);
  try {
    return { name, ...(await measure(plugin, measurement)) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    const { message: failure } = error;
    return { name, speedup: 0, similarity: 0, lossDifference: Number.POSITIVE_INFINITY, isRight: false, failure };
  }
}

async function measure(
  plugin: TrainingPlugin,
  { float32, surroundings, batches, steps }: Measurement,
): Promise<Omit<MeasuredPolicy, 'name'>> {
  await using trial = await PolicyTrial.create(plugin, surroundings);
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
  const isRight = similarity >= LEAST_SIMILARITY && lossDifference <= LARGEST_LOSS_DIFFERENCE;
  return { speedup: median(plainTimes) / median(times), similarity, lossDifference, isRight };
}

/** What overflows at every scale, has nothing to do in the model, or has products that the device turns out not to have. */
function isFailure(error: unknown): error is Error {
  return TrainingError.isInstance(error) || ConfigError.isInstance(error) || BackendError.isInstance(error);
}
