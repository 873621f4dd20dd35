/**
 * Block pruning during fine-tuning: heads and feed-forward units are switched off one after another, by what training itself thinks of them,
 * while the rest learns to do without; then they are cut out for good.
 *
 * In the manner of F. Lagunas, E. Charlaix, V. Sanh, A. Rush, "Block pruning for faster transformers", EMNLP 2021 (nn_pruning), with the scores of movement
 * pruning (V. Sanh, T. Wolf, A. Rush, NeurIPS 2020), and not the same. There, in the variant that they call hybrid, blocks are squares (32 x 32) of the attention
 * matrices, of which a head goes when all of its have gone, and rows and columns of the feed-forward matrices; a block stays while the sigmoid of its score is
 * above a threshold, the scores are parameters with an optimizer of their own, a penalty on their sigmoids says how much goes, and a fine-tuned teacher is learned
 * from beside. Here blocks are heads and units from the start, a schedule says how many stay, so that what is left is what was asked for, and a teacher is another
 * plugin. The two were not compared.
 */
import type { TrainingPlugin } from '@bertsmith/train';
import type { StructurePlan } from '../surgery/structure-plan.js';
import { type BlockPruningOptions, completeBlockPruningOptions } from './block-pruning-options.js';
import { type BlockPlanOptions, BlockPruningRun } from './block-pruning-run.js';

/** What {@link blockPruning} makes. */
export interface BlockPruning extends TrainingPlugin {
  /**
   * What is left, for `applyStructure`.
   *
   * @throws ConfigError before the first step, and after a run that ended before the wanted shares were reached, unless that is allowed
   */
  plan(options?: BlockPlanOptions): StructurePlan;
}

const NAME = 'block-pruning';

/**
 * A training plugin with a score for each head and each feed-forward unit, which moves by `-sum w * dL/dw` over its columns of the output
 * matrices. After every step those with the highest scores stay, as many as the schedule says; the columns of the others are 0 in the next
 * pass, but go on being trained behind it (straight-through), so that one may come back. At least one head and `unitMultiple` units stay in a
 * layer. What is evaluated and saved during the run is the masked model. With an `averageDecay` it is the averages, in which what is masked only fades; at the end
 * it is masked there too, and the model evaluated once more.
 *
 * The scores are sums over steps, without a learning rate of their own: only their order counts.
 *
 * Not together with `keepBest`, which would bring back what was still there at its best step. One object serves one run.
 *
 * @throws ConfigError when an option is out of range
 * @example
 * const blocks = blockPruning({ headDensity: 0.5, unitDensity: 0.25 });
 * const { model } = await new Trainer({ ...options, plugins: [blocks] }).train();
 * const smaller = applyStructure(model, blocks.plan());
 */
export function blockPruning(options: BlockPruningOptions = {}): BlockPruning {
  const run = new BlockPruningRun(completeBlockPruningOptions(options));
  return {
    specificationVersion: 'v1',
    name: NAME,
    order: { excludes: ['keep-best'] },
    ownParameters(model) {
      run.begin(model);
      return [];
    },
    transformGradients({ dense }, state) {
      run.look(state, dense);
      return 'proceed';
    },
    async update({ arena }, next) {
      run.outputs.reveal(arena);
      await next();
    },
    afterUpdate: (state) => run.endStep(state),
    finish: ({ arena }) => run.clear(arena),
    plan: (options = {}) => run.plan(options),
    stateDict: () => run.save(),
    loadStateDict: (state) => run.load(state),
  };
}
