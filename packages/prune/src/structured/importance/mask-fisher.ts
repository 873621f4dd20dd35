import { InputError } from '@bertsmith/tensor';
import { maskDerivatives } from './output-matrices.js';
import type { UnitCriterion } from './unit-criterion.js';
import { addScores, emptyScores, mapScores } from './unit-scores.js';

/**
 * The mean of `(dL/dm)^2` over batches, where `m` is a factor of a head's or unit's output, at 1: the diagonal of the empirical Fisher
 * information of masks, and so, but for a factor, how much the loss rises to second order when it is taken out (W. Kwon et al., "A fast
 * post-training pruning framework for transformers", NeurIPS 2022; for weights, Y. LeCun et al., "Optimal brain damage", NeurIPS 1989).
 *
 * Squares of what does not hang together add up, so a head may be compared with as many units as it costs. Magnitudes (`maskGradient`) may
 * not: within a head the derivatives of its columns cancel out, and between units nothing does, so heads look cheap.
 *
 * @example
 * const importance = await scoreUnits(model, maskFisher(), { backend, batches });
 */
export function maskFisher(): UnitCriterion {
  return {
    specificationVersion: 'v1',
    name: 'mask-fisher',
    needsGradients: true,
    async score({ model: { config, arena }, gradients = noGradients() }) {
      const sums = emptyScores(config);
      let batches = 0;
      for await (const { dense } of gradients) {
        addScores(sums, maskDerivatives(config, arena, dense), (derivative) => derivative * derivative);
        batches++;
      }
      if (batches === 0) throw new InputError('mask-fisher: there are no batches to score with', { batches });
      return mapScores(sums, (values) => values.map((value) => value / batches));
    },
  };
}

async function* noGradients(): AsyncGenerator<never> {}
