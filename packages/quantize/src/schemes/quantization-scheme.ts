/** What a way to quantize weights is: a small object that observes, chooses parameters, and rewrites. */
import type { OnnxDomain, Value } from '@bertsmith/graph';
import type { Tensor } from '@bertsmith/tensor';
import type { ColumnExtremes } from '../observation/column-extremes.js';
import type { RangeMethod } from '../observation/range-method.js';

/** A matrix that activations are multiplied by, or a table that rows are looked up in. */
export type WeightKind = 'matrix' | 'table';

/** Settings that say how a scheme's tensors are read; they are kept in `config.json`. */
export type SchemeSettings = Readonly<Record<string, string | number | boolean>>;

/** The smallest and largest value that a layer reads and that is to be told apart from its neighbours; 0 is between them. */
export interface ActivationRange {
  readonly minimum: number;
  readonly maximum: number;
}

/** What was seen of a layer's inputs. */
export interface ObservedInputs {
  /** Where the scheme names a method. */
  readonly range?: ActivationRange;
  /** `[columns, columns]`: the mean of `x x^T`, where the scheme asks for it. */
  readonly secondMoments?: Float64Array;
  /** Where the scheme asks for them. */
  readonly columns?: ColumnExtremes;
}

/** A float weight, and what a scheme may know of it. */
export interface LayerWeight {
  /** The parameter: `bert.encoder.layer.0.output.dense.weight`. */
  readonly name: string;
  readonly kind: WeightKind;
  /** Outputs of a matrix, words of a table. */
  readonly rows: number;
  /** Inputs of a matrix, the width of a table. */
  readonly columns: number;
  /** `[rows, columns]`. Not to be changed. */
  readonly data: Float32Array;
  readonly observed: ObservedInputs;
}

/** A place of a graph where a weight is used. */
export interface WeightUse {
  readonly kind: WeightKind;
  /** What is multiplied, float32 `[rows, columns]`, or the rows that are looked up, int32. */
  readonly x: Value;
  /**
   * One of the tensors that `choose` gave, by its name. Where only some of the weight's rows are used there, only they are in it.
   *
   * @param rowAxis the tensor's axis along which the weight's rows lie. Default: 0; `'none'` for what all rows have in common
   */
  tensor(name: string, rowAxis?: number | 'none'): Value;
}

/** What is to be seen of a layer's inputs before {@link QuantizationScheme.choose}. */
export interface SchemeNeeds {
  readonly range?: RangeMethod;
  readonly secondMoments?: boolean;
  readonly columns?: boolean;
}

/**
 * See the top of the file.
 *
 * `schemeViolations` of `@bertsmith/quantize/conformance` checks one.
 */
export interface QuantizationScheme {
  readonly specificationVersion: 'v1';
  /** Under which {@link SchemeSettings} find it again. */
  readonly name: string;
  readonly settings: SchemeSettings;
  /** What it can stand for. */
  readonly kinds: readonly WeightKind[];
  /** Default: nothing, and no calibration is needed. */
  readonly needs?: SchemeNeeds;
  /** Domains beyond the ONNX standard without which an exported file would be larger or slower. Default: none. */
  readonly domains?: readonly OnnxDomain[];
  /** The tensors that stand for a weight, by names of the scheme's own. @throws InputError for weights that are not finite */
  choose(weight: LayerWeight): Readonly<Record<string, Tensor>>;
  /** What is computed in the place of `x weight^T`, or of the rows that are looked up: float32 of the same shape. */
  rewrite(use: WeightUse): Value;
}
