/** What became of each layer, and of the model's score. */
import type { WeightKind } from '../schemes/quantization-scheme.js';
import type { LayerMeasurement } from './measure-layer.js';

/**
 * Why a layer stays in float: it is too narrow to save anything, somebody asked for it (`keepFloat`, or `tableScheme: null`), or its rounding costs too much
 * of the score (`maxDrop`).
 */
export type FloatReason = 'narrow' | 'asked' | 'score';

/** A layer, as it is kept. */
export interface LayerReport extends Partial<LayerMeasurement> {
  readonly name: string;
  readonly kind: WeightKind;
  /** The name of the scheme, or `float32`. */
  readonly format: string;
  /** Of one in float32. */
  readonly whyFloat?: FloatReason;
  /** Of the tensors that stand for the weight. */
  readonly bytes: number;
  readonly floatBytes: number;
}

/** What the score became. */
export interface ScoreReport {
  readonly metric: string;
  readonly before: number;
  readonly after: number;
  /** The share of answers that are as before, 0 to 1: classes of rows, tags of words, answers to questions. */
  readonly agreement?: number;
  /** Whether the score dropped by `maxDrop` at most; true when none was asked for. */
  readonly isMet: boolean;
}

/** See the top of the file. */
export interface QuantizationReport {
  readonly layers: readonly LayerReport[];
  /** Names of those that could have been quantized and were left in float, for their number of outputs, by wish, or to keep the score. */
  readonly layersInFloat: readonly string[];
  /** Of all parameters. */
  readonly bytes: number;
  readonly floatBytes: number;
  readonly score?: ScoreReport;
  /** What is not as it was asked for. */
  readonly warnings: readonly string[];
}
