import { InputError } from '@bertsmith/tensor';
import { maskDerivatives } from './output-matrices.js';
import type { UnitScoringContext } from './unit-criterion.js';
import { addScores, emptyScores, mapScores, type UnitScores } from './unit-scores.js';

/**
 * The mean over batches of something that is made of the derivative of each batch's loss by the mask of a head or unit.
 *
 * @param name of the criterion, for messages
 * @throws InputError when there are no batches
 */
export async function meanOverBatches(
  name: string,
  { model: { config, arena }, gradients = noGradients() }: UnitScoringContext,
  weigh: (derivative: number) => number,
): Promise<UnitScores> {
  const sums = emptyScores(config);
  let batches = 0;
  for await (const { dense } of gradients) {
    addScores(sums, maskDerivatives(config, arena, dense), weigh);
    batches++;
  }
  if (batches === 0) throw new InputError(`${name}: there are no batches to score with`, { batches });
  return mapScores(sums, (values) => values.map((value) => value / batches));
}

async function* noGradients(): AsyncGenerator<never> {}
