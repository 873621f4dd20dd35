/** Puts the parameters of the best evaluation back when the run ends. */
import { ConfigError, type ParameterArena, type Tensor } from '@bertsmith/tensor';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import { isImprovement, readMetric, requireSameMetric, type WatchedMetric } from './watched-metric.js';

/** An evaluation that was better than all before it. */
export interface BestEvaluation {
  /** Steps that were done. */
  readonly step: number;
  readonly score: number;
}

/** What {@link keepBest} makes. */
export interface BestKeeper extends TrainingPlugin {
  /** The best evaluation so far; undefined before the first. */
  readonly best: BestEvaluation | undefined;
}

interface KeepBestState {
  readonly metric: string;
  readonly best: BestEvaluation | null;
}

const NAME = 'keep-best';

/**
 * Keeps the parameters of the best evaluation, and at the end puts them back into the model, which is then evaluated once more. Of equal
 * scores the earlier stays; one that is not finite is never the best.
 *
 * The copy is in memory (as large as the parameters) and, from the first evaluation on, in every checkpoint, so that a resumed run has it.
 * A checkpoint's own parameters are those of its step, not the best.
 *
 * One object serves one run.
 *
 * @throws ConfigError in the run, when evaluations have no such metric
 * @example
 * const best = keepBest({ metric: 'accuracy' });
 * await new Trainer({ ...options, plugins: [best] }).train();
 * console.log(best.best); // { step: 300, score: 0.91 }
 */
export function keepBest(options: WatchedMetric): BestKeeper {
  const { metric } = options;
  let best: BestEvaluation | undefined;
  const kept = new Map<string, Tensor>();
  return {
    specificationVersion: 'v1',
    name: NAME,
    get best() {
      return best;
    },
    onEvaluate(result, { step, arena }) {
      const score = readMetric(result, metric);
      if (!isImprovement(options, score, best?.score)) return;
      copyInto(kept, arena);
      best = { step, score };
    },
    finish({ step, arena }) {
      if (best === undefined || best.step === step) return false;
      putBack(kept, arena);
      return true;
    },
    stateDict: () => ({ json: { metric, best: best === undefined ? null : { ...best } }, tensors: kept }),
    loadStateDict({ json, tensors = new Map() }) {
      const saved = json as unknown as KeepBestState;
      requireSameMetric(NAME, saved?.metric, metric);
      best = saved.best ?? undefined;
      for (const [name, tensor] of tensors) kept.set(name, tensor);
    },
  };
}

function copyInto(kept: Map<string, Tensor>, arena: ParameterArena): void {
  for (const { specification } of arena.entries) {
    const current = arena.get(specification.name);
    const room = kept.get(specification.name);
    if (room?.data.length === current.data.length) (room as Tensor<'float32'>).data.set(current.data);
    else kept.set(specification.name, { ...current, data: current.data.slice() });
  }
}

/** All of them or none. */
function putBack(kept: ReadonlyMap<string, Tensor>, arena: ParameterArena): void {
  const pairs = arena.entries.map(({ specification: { name } }) => [arena.get(name), kept.get(name), name] as const);
  const misfit = pairs.find(([current, saved]) => current.data.length !== saved?.data.length);
  if (misfit !== undefined) {
    throw new ConfigError(`${NAME}: the best parameters are of another model: '${misfit[2]}' does not fit`, {
      name: misfit[2],
    });
  }
  for (const [current, saved] of pairs) current.data.set((saved as Tensor<'float32'>).data);
}
