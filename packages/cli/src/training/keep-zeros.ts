import type { BertModelWithHead } from '@bertsmith/bert-core';
import { holdZeros, prunableMatrices } from '@bertsmith/prune';
import type { TrainingPlugin } from '@bertsmith/train';

/** A weight may be 0 by chance; a share like this was pruned. */
const PRUNED_SHARE = 0.01;

/**
 * What keeps a model that was pruned as sparse as it was, where nothing else says which weights are 0: in a step of training they would all come back.
 *
 * @param plugins those that the run has
 */
export function keepZeros(
  model: BertModelWithHead,
  plugins: readonly TrainingPlugin[],
  note: (line: string) => void,
): TrainingPlugin[] {
  const share = shareOfZeros(model);
  if (share < PRUNED_SHARE || plugins.some(({ name }) => name === 'weight-pruning')) return [];
  note(`${(100 * share).toFixed(1)} % of the encoder's weights are 0, and stay so`);
  return [holdZeros()];
}

function shareOfZeros({ arena }: BertModelWithHead): number {
  let [zeros, weights] = [0, 0];
  for (const { offset, rows, columns } of prunableMatrices(arena)) {
    weights += rows * columns;
    for (let at = offset; at < offset + rows * columns; at++) if (arena.data[at] === 0) zeros++;
  }
  return weights === 0 ? 0 : zeros / weights;
}
