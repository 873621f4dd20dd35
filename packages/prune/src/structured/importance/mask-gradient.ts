import { InputError } from '@bertsmith/tensor';
import { maskDerivatives } from './output-matrices.js';
import type { UnitCriterion } from './unit-criterion.js';
import { addScores, emptyScores, mapScores, normalizeScores } from './unit-scores.js';

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
  return {
    specificationVersion: 'v1',
    name: 'mask-gradient',
    needsGradients: true,
    async score({ model: { config, arena }, gradients = noGradients() }) {
      const sums = emptyScores(config);
      let batches = 0;
      for await (const { dense } of gradients) {
        addScores(sums, maskDerivatives(config, arena, dense), Math.abs);
        batches++;
      }
      if (batches === 0) throw new InputError('mask-gradient: there are no batches to score with', { batches });
      const means = mapScores(sums, (values) => values.map((value) => value / batches));
      return normalizeLayers ? normalizeScores(means) : means;
    },
  };
}

async function* noGradients(): AsyncGenerator<never> {}
