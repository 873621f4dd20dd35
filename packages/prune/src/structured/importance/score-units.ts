import type { BertModelWithHead } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { gradientBatches, type ScoringData } from '../../gradients/gradient-batches.js';
import type { UnitCriterion } from './unit-criterion.js';
import { checkScores, type UnitScores } from './unit-scores.js';

/**
 * How much each head and feed-forward unit of a model matters, by a criterion. The model stays as it is.
 *
 * @param data what to score with, for criteria that look at gradients
 * @throws ConfigError when a criterion needs gradients and there is no data, or its scores are not those of the model
 * @throws InputError when there are no batches, or they are not the model's
 * @example
 * const { batches } = exampleBatches(examples, { batchSize: 32, maxLength: 128, seed: 1 });
 * const importance = await scoreUnits(model, maskGradient(), { backend, batches: batches(0) });
 */
export async function scoreUnits(
  model: BertModelWithHead,
  criterion: UnitCriterion,
  data?: ScoringData,
): Promise<UnitScores> {
  const { name, needsGradients = false } = criterion;
  if (needsGradients && data === undefined) {
    throw new ConfigError(
      `scoring units: '${name}' looks at gradients, and so needs data: give it a backend and labelled batches, or choose a criterion that needs none`,
      { criterion: name },
    );
  }
  const gradients = needsGradients && data !== undefined ? { gradients: gradientBatches(model, data) } : {};
  const scores = await criterion.score({ model, ...gradients });
  checkScores(model.config, scores, `scores of '${name}'`);
  return scores;
}
