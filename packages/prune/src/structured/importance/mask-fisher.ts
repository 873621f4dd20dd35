import { meanOverBatches } from './mean-over-batches.js';
import type { UnitCriterion } from './unit-criterion.js';

/**
 * The mean of `(dL/dm)^2` over batches, where `m` is a factor of a head's or unit's output, at 1: the diagonal of the empirical Fisher
 * information of masks (W. Kwon et al., "A fast post-training pruning framework for transformers", NeurIPS 2022). Near a minimum of the loss it
 * is, but for a factor, how much the loss rises to second order when a head or unit is taken out (for weights, Y. LeCun et al., "Optimal brain
 * damage", NeurIPS 1989).
 *
 * Fisher information squares the derivative of each example's loss, here it is that of a batch's mean loss: with batches of one row they are the
 * same, with larger ones what examples disagree about counts less beside what they agree about.
 *
 * Squares of what does not hang together add up, so a head may be compared with as many units as it costs. Magnitudes (`maskGradient`) may
 * not: within a head the derivatives of its columns cancel out, and between units nothing does, so heads look cheap.
 *
 * @example
 * const importance = await scoreUnits(model, maskFisher(), { backend, batches });
 */
export function maskFisher(): UnitCriterion {
  const name = 'mask-fisher';
  return {
    ...{ specificationVersion: 'v1', name, needsGradients: true },
    score: (context) => meanOverBatches(name, context, (derivative) => derivative * derivative),
  };
}
