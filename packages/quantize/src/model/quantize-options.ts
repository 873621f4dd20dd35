import type { BertInferenceModel, TokenRow } from '@bertsmith/bert-core';
import type { EncodedExamples } from '@bertsmith/data';
import type { Backend } from '@bertsmith/graph';
import { ConfigError, InputError } from '@bertsmith/tensor';
import type { QuantizableLayer } from '../layers/quantizable-layers.js';
import type { Formats } from '../layers/rewrite-layers.js';
import { dynamicInt8 } from '../schemes/dynamic-int8.js';
import { int8Table } from '../schemes/int8-table.js';
import type { QuantizationScheme } from '../schemes/quantization-scheme.js';
import { isQuantized } from './quantized-model.js';

/** How a model is quantized. */
export interface QuantizeOptions {
  /** Runs the model where it must be looked at, and measures. */
  readonly backend: Backend;
  /** Of matrices. Default: `dynamicInt8()`. */
  readonly scheme?: QuantizationScheme | undefined;
  /** Of embedding tables; null leaves them in float. Default: `int8Table()`. */
  readonly tableScheme?: QuantizationScheme | null | undefined;
  /** Layers that stay in float, by their names or the beginnings of these: `bert.encoder.layer.0`. Default: none. */
  readonly keepFloat?: readonly string[] | undefined;
  /**
   * Texts like those that the model is for, some hundred, in no order of length, since they are shown in their order; see `calibrationRows`. Schemes that
   * measure ranges need them. Default: none.
   */
  readonly calibration?: readonly TokenRow[] | undefined;
  /** Labelled rows that the model was not trained on, to score it with. Default: none, and no score. */
  readonly validation?: EncodedExamples | undefined;
  /** The score, one of the evaluation's metrics, of which more is better. Needed with `validation`. */
  readonly metric?: string | undefined;
  /** The most that the score may drop, in its own unit: 0.005 is half a point of accuracy. Layers are left in float until it does not. Default: any. */
  readonly maxDrop?: number | undefined;
  /** Tokens of a validation row at most. Default: what the model takes. */
  readonly maxLength?: number | undefined;
  /** Default: the backend's. */
  readonly threads?: number | undefined;
  /** Whether each layer is measured for the report, some 50 ms a layer. Default true. */
  readonly measure?: boolean | undefined;
  /** Told what takes long. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/** Outputs of a matrix, or width of a table, below which it stays as it is: a head of a few labels saves nothing, and everything hangs on it. */
const SMALLEST_WIDTH = 16;

/** Whether a layer is left in float without being asked. */
export function isNarrow({ kind, rows, columns }: QuantizableLayer): boolean {
  return (kind === 'table' ? columns : rows) < SMALLEST_WIDTH;
}

/** The formats that the options ask for. */
export function wantedFormats(layers: readonly QuantizableLayer[], options: QuantizeOptions): Formats {
  const { scheme = dynamicInt8(), tableScheme = int8Table(), keepFloat = [] } = options;
  const isKept = ({ name }: QuantizableLayer) => keepFloat.some((kept) => name === kept || name.startsWith(`${kept}.`));
  const formats = layers.flatMap((layer) => {
    const schemeOfKind = layer.kind === 'table' ? tableScheme : scheme;
    const found = isKept(layer) || isNarrow(layer) ? null : schemeOfKind;
    return found === null ? [] : [[layer.weight, found] as const];
  });
  return new Map(formats);
}

/** @throws ConfigError or InputError with the first thing that is wrong */
export function checkOptions(
  model: BertInferenceModel,
  layers: readonly QuantizableLayer[],
  options: QuantizeOptions,
): void {
  if (isQuantized(model)) {
    throw new ConfigError('the model is quantized already: quantize the one that it was made from', {});
  }
  checkKinds(options);
  const unknown = options.keepFloat?.find(
    (kept) => !layers.some(({ name }) => name === kept || name.startsWith(`${kept}.`)),
  );
  if (unknown !== undefined) {
    throw new ConfigError(`keepFloat: the model has no layer '${unknown}'; it has ${layers[0]?.name}, ...`, {
      unknown,
    });
  }
  checkScoring(model, options);
}

function checkKinds({ scheme, tableScheme }: QuantizeOptions): void {
  for (const [kind, found] of [
    ['matrix', scheme],
    ['table', tableScheme],
  ] as const) {
    if (found?.kinds.includes(kind) ?? true) continue;
    throw new ConfigError(`the scheme '${found?.name}' is not for a ${kind}`, { scheme: found?.name, kind });
  }
}

function checkScoring(model: BertInferenceModel, { maxDrop, metric, validation }: QuantizeOptions): void {
  if (maxDrop !== undefined && !(maxDrop >= 0)) {
    throw new ConfigError(`maxDrop: expected a number from 0, found ${maxDrop}`, { actual: maxDrop });
  }
  if (maxDrop !== undefined && validation === undefined) {
    throw new ConfigError('maxDrop needs validation rows and a metric to see what the score drops by', { maxDrop });
  }
  if (validation === undefined) return;
  if (metric === undefined) throw new ConfigError('validation rows need a metric: which score may drop', {});
  requireLabels(model, validation);
}

function requireLabels(model: BertInferenceModel, validation: EncodedExamples): void {
  if (!('buildEvaluationGraph' in model)) {
    throw new ConfigError(`a ${model.architecture} has no head that labels could score`, {
      architecture: model.architecture,
    });
  }
  if (Object.keys(validation.targets).length > 0) return;
  throw new InputError('the validation rows have no labels: a score, and maxDrop, need some', {});
}
