// Quantizing a model.
export { type Quantized, quantize } from './model/quantize.js';
export type { QuantizeOptions } from './model/quantize-options.js';
export type { FloatReason, LayerReport, QuantizationReport, ScoreReport } from './model/quantization-report.js';
export { isQuantized, type QuantizedModel, type QuantizedParts } from './model/quantized-model.js';
export { type QuantizableLayer, quantizableLayers } from './layers/quantizable-layers.js';
export type { Formats } from './layers/rewrite-layers.js';
// Schemes.
export { dynamicInt8 } from './schemes/dynamic-int8.js';
export { type StaticInt8Options, staticInt8 } from './schemes/static-int8.js';
export { type BlockWeightOptions, blockWeights } from './schemes/block-weights.js';
export { type HalfDType, halfStorage } from './schemes/half-storage.js';
export { int4Table } from './schemes/int4-table.js';
export { smoothed } from './schemes/smoothed.js';
export { int8Table } from './schemes/int8-table.js';
export type { Int8WeightOptions, WeightRounding } from './schemes/weight-rounding.js';
export type {
  ActivationRange,
  LayerWeight,
  ObservedInputs,
  QuantizationScheme,
  SchemeNeeds,
  SchemeSettings,
  WeightKind,
  WeightUse,
} from './schemes/quantization-scheme.js';
// Calibration.
export { calibrationRows } from './observation/calibration-rows.js';
export type { ColumnExtremes } from './observation/column-extremes.js';
export { minMax, movingAverage } from './observation/extremes.js';
export { entropy, meanSquaredError, percentile } from './observation/histogram-ranges.js';
export type { RangeMethod, RangeObserver } from './observation/range-method.js';
// Training.
export {
  type QuantizationAwareOptions,
  quantizationAwareTraining,
} from './training/quantization-aware-training.js';
