import { ConfigError } from '@bertsmith/tensor';
import { type DynamicLossScalingOptions, LossScaler } from './loss-scaling/loss-scaler.js';
import { isOfEncoderLayer, type WeightFilter } from './policy/precision-decision.js';
import type { PrecisionPolicy } from './policy/precision-policy.js';
import { resolvePolicy } from './policy/resolve-policy.js';
import type { PolicyName } from './policy/standard-policies.js';
import type { Arithmetic } from './sixteen-bit/run-in-sixteen-bits.js';

/** What shares a scale: all numbers of a matrix, or those of a row. */
export type QuantizationGranularity = 'tensor' | 'row';

/** How a step is made to run in few bits. */
export interface MixedPrecisionOptions {
  readonly policy: PolicyName | PrecisionPolicy;
  /** Default: what the policy says. A number is a scale that stays. */
  readonly lossScaling?: 'dynamic' | 'none' | number | DynamicLossScalingOptions;
  /**
   * Of 16-bit policies: `native` makes values of that dtype, for a backend that multiplies them; `emulated` rounds float32 to the same numbers, for any.
   * Default `emulated`.
   */
  readonly arithmetic?: Arithmetic;
  /** Of 8-bit policies: which weights, by name. Default: those of the encoder's layers. */
  readonly weights?: WeightFilter;
  /** Of 8-bit policies: what of activations shares a scale. Default `row`. */
  readonly activations?: QuantizationGranularity;
  /** Of 8-bit policies: what of gradients shares a scale. Default `row`. */
  readonly gradients?: QuantizationGranularity;
  /** What the backward pass reads of the forward pass is kept as float16: less memory, more time. Default false. */
  readonly storeActivations?: boolean;
}

/** {@link MixedPrecisionOptions}, checked, with the defaults filled in. */
export interface CompleteMixedPrecisionOptions {
  readonly policy: PrecisionPolicy;
  readonly scaler: LossScaler | undefined;
  readonly arithmetic: Arithmetic;
  readonly weights: WeightFilter;
  readonly activations: QuantizationGranularity;
  readonly gradients: QuantizationGranularity;
  readonly storeActivations: boolean;
}

/** @throws ConfigError for an option out of range */
export function completeMixedPrecisionOptions(options: MixedPrecisionOptions): CompleteMixedPrecisionOptions {
  const { policy: given, lossScaling, ...others } = options;
  const policy = resolvePolicy(given);
  const complete = {
    arithmetic: 'emulated',
    weights: isOfEncoderLayer,
    activations: 'row',
    gradients: 'row',
    storeActivations: false,
    ...others,
  } as const;
  requireOneOf('arithmetic', complete.arithmetic, ['native', 'emulated']);
  for (const name of ['activations', 'gradients'] as const) requireOneOf(name, complete[name], ['tensor', 'row']);
  return { ...complete, policy, scaler: scalerOf(lossScaling ?? policy.lossScaling) };
}

function scalerOf(scaling: NonNullable<MixedPrecisionOptions['lossScaling']>): LossScaler | undefined {
  if (scaling === 'none') return undefined;
  if (typeof scaling === 'string') requireOneOf('lossScaling', scaling, ['dynamic', 'none']);
  return new LossScaler(scaling === 'dynamic' ? {} : (scaling as number | DynamicLossScalingOptions));
}

function requireOneOf(name: string, value: string, expected: readonly string[]): void {
  if (expected.includes(value)) return;
  throw new ConfigError(`mixedPrecision: ${name} is '${value}', expected ${expected.join(' or ')}`, { [name]: value });
}
