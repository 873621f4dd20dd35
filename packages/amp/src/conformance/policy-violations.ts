import { exampleBatches } from '@bertsmith/data';
import { type PluginConformanceOptions, pluginViolations } from '@bertsmith/train/conformance';
import { chooseMixedPrecision } from '../choosing/choose-mixed-precision.js';
import { mixedPrecision } from '../mixed-precision.js';
import type { PrecisionPolicy } from '../policy/precision-policy.js';
import { resolvePolicy } from '../policy/resolve-policy.js';

/** What {@link policyViolations} is given beside the policy. */
export interface PolicyConformanceOptions {
  /** What runs the trials: `createOnnxRuntimeBackend()`. */
  readonly backend: PluginConformanceOptions['backend'];
  /** Makes the run that is tried, the same at every call and with a model of its own. Its training rows are examples. */
  readonly trial: NonNullable<PluginConformanceOptions['trial']>;
}

/**
 * The ways in which a policy breaks what is expected of one, a sentence each, beginning with the name of the check; empty when it does not.
 *
 * - `names`: its ops are known, each in one list;
 * - `gradients`: those of the first batches point where those of float32 do, and the losses are alike, as `chooseMixedPrecision` asks;
 * - `plugin`: training with it keeps the contract of plugins: the same seed the same bits, resumed as if it had not stopped, vetoes that change nothing.
 *
 * @example
 * expect(await policyViolations(own, { backend: createOnnxRuntimeBackend(), trial })).toEqual([]);
 */
export async function policyViolations(policy: PrecisionPolicy, options: PolicyConformanceOptions): Promise<string[]> {
  try {
    resolvePolicy(policy);
  } catch (error) {
    return [`names: ${(error as Error).message}`];
  }
  const ofPlugin = await pluginViolations(() => mixedPrecision({ policy }), options);
  return [...(await gradientViolations(policy, options)), ...ofPlugin.map((violation) => `plugin: ${violation}`)];
}

async function gradientViolations(policy: PrecisionPolicy, options: PolicyConformanceOptions): Promise<string[]> {
  const { model, train, batchSize = 32, maxLength, seed = 0 } = options.trial();
  if ('batches' in train) return ['gradients: the rows of the trial are no examples'];
  const batches = [...exampleBatches(train, { batchSize, maxLength, seed }).batches(0)];
  const candidates = [{ policy }];
  const { measured } = await chooseMixedPrecision({ ...options, model, batches, candidates, steps: batches.length });
  return measured.flatMap(({ isRight, similarity, lossDifference }) =>
    isRight ? [] : [`gradients: a cosine of ${similarity} to those of float32, the loss off by ${lossDifference}`],
  );
}
