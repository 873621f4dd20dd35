// The plugin.
export { type MixedPrecision, mixedPrecision } from './mixed-precision.js';
export type { MixedPrecisionOptions } from './mixed-precision-options.js';
export type { Arithmetic } from './sixteen-bit/run-in-sixteen-bits.js';

// Policies: which ops run in few bits.
export type { PrecisionPolicy } from './policy/precision-policy.js';
export {
  BF16_POLICY,
  FP16_POLICY,
  INT8_POLICY,
  type PolicyName,
  STANDARD_POLICIES,
} from './policy/standard-policies.js';
export type { PrecisionDecision, WeightFilter } from './policy/precision-decision.js';
export { type ExplainedNode, explainPrecision } from './explain/explain-precision.js';

// The scale of the loss.
export {
  type DynamicLossScalingOptions,
  LossScaler,
  type LossScalerState,
} from './loss-scaling/loss-scaler.js';

// Choosing a policy by measurement.
export {
  type ChooseMixedPrecisionOptions,
  chooseMixedPrecision,
  type MeasuredPolicy,
  type MixedPrecisionChoice,
} from './choosing/choose-mixed-precision.js';
