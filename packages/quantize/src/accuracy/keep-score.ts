/**
 * Accuracy first: layers go back to float, the one that does most harm first, until the score has dropped by no more than is allowed.
 */
import type { BertInferenceModel } from '@bertsmith/bert-core';
import type { EncodedExamples } from '@bertsmith/data';
import { predictionAgreement } from '@bertsmith/train';
import type { Formats } from '../layers/rewrite-layers.js';
import type { ScoreReport } from '../model/quantization-report.js';
import type { QuantizeOptions } from '../model/quantize-options.js';
import { assembleModel, type LayerTensors } from '../model/quantize-weights.js';
import { calibrationRows } from '../observation/calibration-rows.js';
import { rankLayers } from './rank-layers.js';
import { type Score, scoreModel } from './score-model.js';

/** Formats that were chosen by a score. */
export interface KeptScore {
  readonly formats: Formats;
  readonly report: ScoreReport;
  readonly warnings: readonly string[];
}

/** Rows on which layers are ranked. */
const RANKING_ROWS = 64;

/** Sums of what both scores are made of. */
const ROUNDING = 1e-9;

interface Attempt {
  readonly formats: Formats;
  readonly score: Score;
}

/** See the top of the file. One layer stays quantized: all in float is the model that was given. When it cannot be done, the attempt with the best score, and a warning that says so. */
export async function keepScore(
  model: BertInferenceModel,
  formats: Formats,
  chosen: ReadonlyMap<string, LayerTensors>,
  validation: EncodedExamples,
  options: QuantizeOptions,
): Promise<KeptScore> {
  const { metric = '', maxDrop = Number.POSITIVE_INFINITY, onNote = () => undefined } = options;
  const score = (some: Formats) => scoreModel(assembleModel(model, some, chosen), validation, options);
  const before = await scoreModel(model, validation, options);
  const isEnough = ({ value }: Score) => before.value - value <= maxDrop + ROUNDING;
  let best: Attempt = { formats, score: await score(formats) };
  onNote(`${metric}: ${before.value} in float, ${best.score.value} with ${formats.size} layers quantized`);
  if (!isEnough(best.score)) {
    const rows = calibrationRows(validation, RANKING_ROWS);
    const ranking = await rankLayers(model, formats, chosen, rows, options);
    const left = new Map(formats);
    for (const { weight } of ranking.slice(0, -1)) {
      left.delete(weight);
      const attempt = { formats: new Map(left), score: await score(left) };
      onNote(`${metric}: ${attempt.score.value} with ${weight} in float too`);
      if (attempt.score.value > best.score.value) best = attempt;
      if (isEnough(attempt.score)) break;
    }
  }
  const isMet = isEnough(best.score);
  const agreement = predictionAgreement(before.predictions, best.score.predictions);
  const report = {
    metric,
    before: before.value,
    after: best.score.value,
    isMet,
    ...(agreement !== undefined && { agreement }),
  };
  return { formats: best.formats, report, warnings: isMet ? [] : [cannot(report, maxDrop)] };
}

function cannot({ metric, before, after }: ScoreReport, maxDrop: number): string {
  return `${metric} drops by more than ${maxDrop} as long as any layer is quantized: the best is ${after}, of ${before}; keep the float model, or try calibration, another scheme, or quantization-aware training`;
}
