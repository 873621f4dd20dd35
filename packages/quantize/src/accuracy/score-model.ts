import type { BertInferenceModel, BertModelWithHead } from '@bertsmith/bert-core';
import type { EncodedExamples } from '@bertsmith/data';
import { ConfigError } from '@bertsmith/tensor';
import { type EvaluationResult, Evaluator } from '@bertsmith/train';
import type { QuantizeOptions } from '../model/quantize-options.js';

/** A score, and the answers that it is of. */
export interface Score {
  readonly value: number;
  readonly predictions: EvaluationResult['predictions'];
}

/** Scores a model, float or quantized. @throws ConfigError when the evaluation has no such metric */
export async function scoreModel(
  model: BertInferenceModel,
  validation: EncodedExamples,
  { backend, metric = '', threads, maxLength = model.config.maxPositionEmbeddings }: QuantizeOptions,
): Promise<Score> {
  await using evaluator = await Evaluator.create({
    model: model as BertModelWithHead,
    ...{ backend, maxLength },
    ...(threads !== undefined && { threads }),
  });
  const { metrics, predictions } = await evaluator.evaluate(validation);
  const value = metrics[metric];
  if (value !== undefined) return { value, predictions };
  const known = Object.keys(metrics);
  throw new ConfigError(`there is no metric '${metric}'; the evaluation gives ${known.join(', ')}`, { metric, known });
}
