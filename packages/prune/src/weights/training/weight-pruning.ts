/**
 * Pruning while a model is trained: some weights are 0 in every pass, and the rest learns to do without.
 *
 * A mask of bits is applied to the gradients before the optimizer and to the weights behind it, so that no moment of an earlier step can move
 * what is pruned. Masks are made once, or ever larger ones by a schedule; for a criterion that learns its scores (movement) what is pruned
 * keeps its value out of sight, and may come back.
 */
import type { TrainingPlugin } from '@bertsmith/train';
import { type WeightReport, weightReport } from '../weight-report.js';
import { completeWeightPruningOptions, type WeightPruningOptions } from './weight-pruning-options.js';
import { WeightPruningRun } from './weight-pruning-run.js';

/** What {@link weightPruning} makes. */
export interface WeightPruning extends TrainingPlugin {
  /** What is pruned so far. @throws ConfigError before there is a model */
  report(): WeightReport;
}

/**
 * A training plugin that prunes the weights that matter least by a criterion; see the top of the file.
 *
 * What is evaluated and saved during the run is the masked model. With an `averageDecay` it is the averages, in which what is masked only fades; at the end it is masked
 * there too, and the model evaluated once more. A run that ends before its last step has the masks of the step where it ended. With masks that change, not
 * together with `keepBest`, which would bring back what was still there at its best step. One object serves one run.
 *
 * Of a criterion that looks at gradients, the norm by which gradients are clipped includes those of pruned weights, which it learns from.
 *
 * @throws ConfigError when an option is out of range; in the run, when a matrix is unknown or has no gradient that the criterion needs
 * @example
 * const pruning = weightPruning({ criterion: weightMovement(), sparsity: 0.8 });
 * const { model } = await new Trainer({ ...options, plugins: [pruning] }).train();
 * console.log(pruning.report().sparsity); // 0.8
 */
export function weightPruning(options: WeightPruningOptions): WeightPruning {
  const complete = completeWeightPruningOptions(options);
  const run = new WeightPruningRun(complete);
  return {
    specificationVersion: 'v1',
    name: 'weight-pruning',
    order: { excludes: complete.schedule === undefined ? [] : ['keep-best'] },
    ownParameters(model) {
      // Here and not in prepareModel: a plugin behind this one may have made another model of the one that was given.
      run.begin(model);
      return [];
    },
    workingCopies({ heap }) {
      run.moveToHeap(heap);
      return new Map();
    },
    async transformGradients({ dense }, state) {
      await run.look(dense, state);
      return 'proceed' as const;
    },
    async update(state, next) {
      await run.learn(state);
      await next();
    },
    afterUpdate: (state) => run.endStep(state),
    finish(state) {
      run.leaveHeap();
      return run.maskAverages(state);
    },
    report: () => weightReport(run.mask),
    stateDict: () => run.save(),
    loadStateDict: (state) => run.load(state),
  };
}
