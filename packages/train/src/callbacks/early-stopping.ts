/** Ends a run that no longer improves (Prechelt 1998, "Early stopping - but when?", the criterion UP with strips of one evaluation). */
import { ConfigError } from '@bertsmith/tensor';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import { isImprovement, readMetric, requireSameMetric, type WatchedMetric } from './watched-metric.js';

/** Options of {@link earlyStopping}. */
export interface EarlyStoppingOptions extends WatchedMetric {
  /** So many evaluations in a row without an improvement end the run: 1 or more. */
  readonly patience: number;
  /** An improvement is more than this, in the metric's own unit: 0 or more. Default 0. */
  readonly minDelta?: number;
}

interface EarlyStoppingState {
  readonly metric: string;
  readonly best: number | null;
  readonly evaluationsWithout: number;
}

const NAME = 'early-stopping';

/**
 * Ends the run when the metric has not improved for `patience` evaluations. The parameters stay those of the last step; with `keepBest`
 * beside it, those of the best evaluation come back. What it has seen survives a resume; a run that it ended stays ended.
 *
 * One object serves one run.
 *
 * @throws ConfigError when an option is out of range; in the run, when evaluations have no such metric
 * @example
 * new Trainer({ ...options, plugins: [earlyStopping({ metric: 'accuracy', patience: 3 }), keepBest({ metric: 'accuracy' })] });
 */
export function earlyStopping(options: EarlyStoppingOptions): TrainingPlugin {
  const { metric, patience, minDelta = 0 } = options;
  requireOption('patience', patience, Number.isSafeInteger(patience) && patience >= 1, 'a whole number, 1 or more');
  requireOption('minDelta', minDelta, minDelta >= 0 && Number.isFinite(minDelta), '0 or more');
  let best: number | undefined;
  let evaluationsWithout = 0;
  return {
    specificationVersion: 'v1',
    name: NAME,
    onEvaluate(result) {
      const score = readMetric(result, metric);
      if (isImprovement(options, score, best, minDelta)) [best, evaluationsWithout] = [score, 0];
      else evaluationsWithout++;
      return evaluationsWithout >= patience ? 'stop' : undefined;
    },
    stateDict: () => ({ json: { metric, best: best ?? null, evaluationsWithout } }),
    loadStateDict({ json }) {
      const saved = json as unknown as EarlyStoppingState;
      requireSameMetric(NAME, saved?.metric, metric);
      best = saved.best ?? undefined;
      evaluationsWithout = saved.evaluationsWithout;
    },
  };
}

function requireOption(option: string, value: number, isInRange: boolean, range: string): void {
  if (!isInRange) throw new ConfigError(`${NAME}: ${option} must be ${range}, not ${value}`, { option, value });
}
