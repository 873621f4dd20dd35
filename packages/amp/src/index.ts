// The plugin.
export { type MixedPrecision, mixedPrecision } from './mixed-precision.js';
export type { MixedPrecisionOptions } from './mixed-precision-options.js';
export type { Arithmetic } from './sixteen-bit/run-in-sixteen-bits.js';

// Policies: which ops run in few bits.
export type { PrecisionLevel, PrecisionPolicy } from './policy/precision-policy.js';
export {
  BF16_O2_POLICY,
  BF16_POLICY,
  FP16_O2_POLICY,
  FP16_POLICY,
  INT8_POLICY,
  type PolicyName,
  STANDARD_POLICIES,
} from './policy/standard-policies.js';
export type { PrecisionDecision, WeightFilter } from './policy/precision-decision.js';
export { type ExplainedNode, explainPrecision } from './explain/explain-precision.js';

// The scale of the loss.
export type { DynamicLossScalingOptions } from './loss-scaling/dynamic-loss-scaling.js';
export { LossScaler, type LossScalerState } from './loss-scaling/loss-scaler.js';
export type { OverflowDecision } from './loss-scaling/scaled-loss.js';

// Choosing a policy by measurement.
export {
  type ChooseMixedPrecisionOptions,
  chooseMixedPrecision,
  type MixedPrecisionChoice,
} from './choosing/choose-mixed-precision.js';
export type { MeasuredPolicy } from './choosing/measure-policy.js';
