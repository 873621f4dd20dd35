import type { Gradients } from '../optimizers/gradients.js';
import type { StepVerdict, TrainingPlugin, TrainingState } from './training-plugin.js';

/**
 * What plugins make of the gradients of a step: whoever scaled the loss takes the scale out, the last first, then each transforms them in turn. A veto ends it, once all that scaled the loss were asked.
 *
 * Of a step whose loss is not finite nothing is transformed: it is for those that scaled the loss to leave it out.
 */
export async function transformGradients(
  plugins: readonly TrainingPlugin[],
  gradients: Gradients,
  state: TrainingState,
): Promise<StepVerdict> {
  // Each is asked, whatever another says: processes that train one model decide together, once a step.
  const verdicts: (StepVerdict | undefined)[] = [];
  for (const plugin of plugins.toReversed()) verdicts.push(await plugin.unscaleGradients?.(gradients, state));
  if (verdicts.includes('veto')) return 'veto';
  if (!Number.isFinite(state.loss)) return 'proceed';
  for (const plugin of plugins) {
    if ((await plugin.transformGradients?.(gradients, state)) === 'veto') return 'veto';
  }
  return 'proceed';
}
