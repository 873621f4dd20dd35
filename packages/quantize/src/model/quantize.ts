/** From a float model to a quantized one, with a report. */
import type { BertInferenceModel } from '@bertsmith/bert-core';
import type { Tensor } from '@bertsmith/tensor';
import { keepScore } from '../accuracy/keep-score.js';
import { type QuantizableLayer, quantizableLayers } from '../layers/quantizable-layers.js';
import type { Formats } from '../layers/rewrite-layers.js';
import { calibrate, isNeedy, type LayerObservation } from '../observation/calibrate.js';
import { calibrationRows } from '../observation/calibration-rows.js';
import { measureLayer } from './measure-layer.js';
import type { FloatReason, LayerReport, QuantizationReport } from './quantization-report.js';
import { checkOptions, isNarrow, type QuantizeOptions, wantedFormats } from './quantize-options.js';
import {
  assembleModel,
  bytesOf,
  chooseTensors,
  floatBytes,
  type LayerTensors,
  layerWeight,
} from './quantize-weights.js';
import type { QuantizedModel } from './quantized-model.js';

/** What {@link quantize} gives. */
export interface Quantized<Model extends BertInferenceModel> {
  readonly model: QuantizedModel<Model>;
  readonly report: QuantizationReport;
}

/** Validation rows on which layers are looked at where there is nothing to calibrate with. */
const SAMPLED_ROWS = 32;

/**
 * A model of the same class that answers with quantized weights; the given one stays as it is.
 *
 * With `maxDrop`, layers are left in float, worst first, until the score has dropped by no more; when that cannot be done, the report's `score.isMet` is
 * false, its warnings say so, and the model is the one with the best score.
 *
 * @throws ConfigError for options that do not fit, a model that is quantized already, or a scheme that needs calibration rows and has none
 * @throws InputError for weights or activations that are not finite, and validation rows without labels
 * @example
 * const { model: small, report } = await quantize(model, { backend });
 * await saveQuantizedModel(small, 'my-model-int8');
 */
export async function quantize<Model extends BertInferenceModel>(
  model: Model,
  options: QuantizeOptions,
): Promise<Quantized<Model>> {
  const layers = quantizableLayers(model);
  checkOptions(model, layers, options);
  const wanted = wantedFormats(layers, options);
  const observed = await lookAt(model, layers, wanted, options);
  const chosen = new Map(
    layers.map((layer) => {
      const weight = layerWeight(model, layer, observed.get(layer.weight));
      return [layer.weight, chooseTensors(wanted, weight)] as const;
    }),
  );
  const { validation } = options;
  const kept = validation && (await keepScore(model, wanted, chosen, validation, options));
  const formats = kept?.formats ?? wanted;
  const quantized = assembleModel(model, formats, chosen);
  const reports = await reportLayers(model, { layers, wanted, formats, chosen, observed }, options);
  const report: QuantizationReport = {
    layers: reports,
    layersInFloat: reports.filter(({ format }) => format === 'float32').map(({ name }) => name),
    bytes: bytesOf(quantized.inferenceParameters.values()),
    floatBytes: bytesOf(model.arena.entries.map(({ specification: { name } }) => model.arena.get(name) as Tensor)),
    ...(kept !== undefined && { score: kept.report }),
    warnings: kept?.warnings ?? [],
  };
  return { model: quantized, report };
}

/** Where there is no text to calibrate with, some of the validation rows are looked at; they decide nothing then. */
function lookAt(
  model: BertInferenceModel,
  layers: readonly QuantizableLayer[],
  formats: Formats,
  { backend, threads, calibration, validation }: QuantizeOptions,
): Promise<ReadonlyMap<string, LayerObservation>> {
  const mustSee = [...formats.values()].some(isNeedy);
  const instead = validation === undefined || mustSee ? [] : calibrationRows(validation, SAMPLED_ROWS);
  return calibrate({ model, backend, threads, rows: calibration ?? instead }, layers, formats);
}

interface Choice {
  readonly layers: readonly QuantizableLayer[];
  readonly wanted: Formats;
  readonly formats: Formats;
  readonly chosen: ReadonlyMap<string, LayerTensors>;
  readonly observed: ReadonlyMap<string, LayerObservation>;
}

async function reportLayers(
  model: BertInferenceModel,
  choice: Choice,
  options: QuantizeOptions,
): Promise<LayerReport[]> {
  const reports: LayerReport[] = [];
  for (const layer of choice.layers) reports.push(await reportLayer(model, layer, choice, options));
  return reports;
}

async function reportLayer(
  model: BertInferenceModel,
  layer: QuantizableLayer,
  { wanted, formats, chosen, observed }: Choice,
  options: QuantizeOptions,
): Promise<LayerReport> {
  const { name, kind, weight } = layer;
  const scheme = formats.get(weight);
  const bytes = floatBytes(model, weight);
  if (scheme === undefined) {
    return { name, kind, format: 'float32', whyFloat: floatReason(layer, wanted), bytes, floatBytes: bytes };
  }
  const tensors = chosen.get(weight) as LayerTensors;
  const report = { name, kind, format: scheme.name, bytes: bytesOf(tensors.values()), floatBytes: bytes };
  const sample = observed.get(weight)?.sample;
  if (options.measure === false || (sample === undefined && kind === 'matrix')) return report;
  const values = layerWeight(model, layer);
  return { ...report, ...(await measureLayer(options, values, formats, tensors, sample ?? new Float32Array(0))) };
}

function floatReason(layer: QuantizableLayer, wanted: Formats): FloatReason {
  if (wanted.has(layer.weight)) return 'score';
  return isNarrow(layer) ? 'narrow' : 'asked';
}
