import { meanOverBatches } from './mean-over-batches.js';
import type { UnitCriterion } from './unit-criterion.js';
import { normalizeScores } from './unit-scores.js';

/** How {@link maskGradient} scores. */
export interface MaskGradientOptions {
  /** Divide the scores of each layer by their norm, as the paper does; see `normalizeScores`. Default false. */
  readonly normalizeLayers?: boolean;
}

/**
 * The mean of `|dL/dm|` over batches, where `m` is a factor of a head's or unit's output, at 1: how much the loss changes when it is
 * turned down (P. Michel, O. Levy, G. Neubig, "Are sixteen heads really better than one?", NeurIPS 2019, section 4.1).
 *
 * The paper takes the magnitude for each example, here it is that of a batch's mean loss: with batches of one row they are the same, with
 * larger ones what examples disagree about cancels out. Units are scored as heads are, of which the paper does not speak.
 *
 * @example
 * const importance = await scoreUnits(model, maskGradient(), { backend, batches });
 */
export function maskGradient({ normalizeLayers = false }: MaskGradientOptions = {}): UnitCriterion {
  const name = 'mask-gradient';
  return {
    ...{ specificationVersion: 'v1', name, needsGradients: true },
    async score(context) {
      const means = await meanOverBatches(name, context, Math.abs);
      return normalizeLayers ? normalizeScores(means) : means;
    },
  };
}
