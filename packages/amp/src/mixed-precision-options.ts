import { ConfigError } from '@bertsmith/tensor';
import type { DynamicLossScalingOptions } from './loss-scaling/dynamic-loss-scaling.js';
import { LossScaler } from './loss-scaling/loss-scaler.js';
import type { OverflowDecision } from './loss-scaling/scaled-loss.js';
import { isOfEncoderLayer, type WeightFilter } from './policy/precision-decision.js';
import type { PrecisionPolicy } from './policy/precision-policy.js';
import { resolvePolicy } from './policy/resolve-policy.js';
import type { PolicyName } from './policy/standard-policies.js';
import type { Arithmetic } from './sixteen-bit/run-in-sixteen-bits.js';
import { withDefaults } from './with-defaults.js';

/** What shares a scale: all numbers of a matrix, or those of a row. */
export type QuantizationGranularity = 'tensor' | 'row';

/** How a step is made to run in few bits. */
export interface MixedPrecisionOptions {
  readonly policy: PolicyName | PrecisionPolicy;
  /** Default: what the policy says. A number is a scale that stays. */
  readonly lossScaling?: 'dynamic' | 'none' | number | DynamicLossScalingOptions;
  /**
   * With a scaled loss, where several processes train one model: told whether a step of this one overflowed, it says whether one of any did, so that all leave out
   * the same steps and have the same scale. Called once a step. Default: what it is told.
   */
  readonly decideOverflow?: OverflowDecision;
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
export interface CompleteMixedPrecisionOptions extends Required<Omit<MixedPrecisionOptions, 'policy' | 'lossScaling'>> {
  readonly policy: PrecisionPolicy;
  readonly scaler: LossScaler | undefined;
}

/** Undefined where the policy says. */
const DEFAULTS = {
  policy: undefined as unknown as MixedPrecisionOptions['policy'],
  lossScaling: undefined as MixedPrecisionOptions['lossScaling'],
  decideOverflow: ((hasOverflowed) => hasOverflowed) as OverflowDecision,
  arithmetic: 'emulated' as Arithmetic,
  weights: isOfEncoderLayer,
  activations: 'row' as QuantizationGranularity,
  gradients: 'row' as QuantizationGranularity,
  storeActivations: false as boolean,
};

/** @throws ConfigError for an option out of range, or one that there is not */
export function completeMixedPrecisionOptions(options: MixedPrecisionOptions): CompleteMixedPrecisionOptions {
  const { policy: given, lossScaling, ...complete } = withDefaults('mixedPrecision', DEFAULTS, options ?? {});
  const policy = resolvePolicy(given);
  requireOneOf('arithmetic', complete.arithmetic, ['native', 'emulated']);
  for (const name of ['activations', 'gradients'] as const) requireOneOf(name, complete[name], ['tensor', 'row']);
  requireOneOf('storeActivations', complete.storeActivations, [true, false]);
  for (const name of ['weights', 'decideOverflow'] as const) requireFunction(name, complete[name]);
  return { ...complete, policy, scaler: scalerOf(lossScaling ?? policy.lossScaling) };
}

function scalerOf(scaling: NonNullable<MixedPrecisionOptions['lossScaling']>): LossScaler | undefined {
  if (scaling === 'none') return undefined;
  if (typeof scaling === 'number' || typeof scaling === 'object') return new LossScaler(scaling);
  if (scaling === 'dynamic') return new LossScaler({});
  throw new ConfigError(
    `mixedPrecision: lossScaling is '${scaling}', expected dynamic or none, a number, or options of a dynamic scale`,
    { lossScaling: scaling },
  );
}

function requireOneOf(name: string, value: unknown, expected: readonly unknown[]): void {
  if (expected.includes(value)) return;
  throw new ConfigError(`mixedPrecision: ${name} is '${value}', expected ${expected.join(' or ')}`, { [name]: value });
}

function requireFunction(name: string, value: unknown): void {
  if (typeof value === 'function') return;
  throw new ConfigError(`mixedPrecision: ${name} is '${value}', expected a function`, { [name]: value });
}
