import type { BertModelWithHead } from '@bertsmith/bert-core';
import { countZeros, holdZeros } from '@bertsmith/prune';
import type { TrainingPlugin } from '@bertsmith/train';

/** A weight may be 0 by chance; a share like this was pruned. */
const PRUNED_SHARE = 0.01;

/**
 * What keeps a model that was pruned as sparse as it was: in a step of training all zeros would come back. Beside a plugin that prunes, too, whose first mask may come later.
 */
export function keepZeros(model: BertModelWithHead, note: (line: string) => void): TrainingPlugin[] {
  const { sparsity } = countZeros(model);
  if (sparsity < PRUNED_SHARE) return [];
  note(`${(100 * sparsity).toFixed(1)} % of the encoder's weights are 0, and stay so`);
  return [holdZeros()];
}
