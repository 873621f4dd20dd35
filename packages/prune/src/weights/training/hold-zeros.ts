import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { TrainingPlugin } from '@bertsmith/train';
import { HeldMask } from '../masks/held-mask.js';
import type { WeightMask } from '../masks/weight-mask.js';
import { type WeightReport, weightReport } from '../weight-report.js';

/** What {@link holdZeros} makes. */
export interface HeldZeros extends TrainingPlugin {
  /** What is held. @throws ConfigError before there is a model */
  report(): WeightReport;
}

const NAME = 'hold-zeros';

/**
 * A training plugin that keeps at 0 what is 0 in the given model, so that a model which was pruned recovers and stays pruned.
 *
 * Gradients of what is held are 0 before they are clipped and reach the optimizer, and after its update the weights are made 0 again, whatever
 * its moments say. One object serves one run.
 *
 * @param options.matrices names, as files have them. Default: the six matrices of each layer of the encoder
 * @throws ConfigError in the run, when a matrix is unknown, or the checkpoint that it resumes from has no such masks
 * @example
 * await pruneWeights(model, { criterion: weightMagnitude(), sparsity: 0.5 });
 * await new Trainer({ ...options, model, plugins: [holdZeros()] }).train();
 */
export function holdZeros({ matrices }: { readonly matrices?: readonly string[] } = {}): HeldZeros {
  const held = new HeldMask(NAME);
  return {
    specificationVersion: 'v1',
    name: NAME,
    ownParameters(model) {
      // Here and not in prepareModel: a plugin behind this one may have made another model of the one that was given.
      dropZeros(held.begin(model.arena, matrices), model);
      return [];
    },
    async transformGradients({ dense }, { arena, kernels }) {
      await held.at(arena).apply(dense, kernels);
      return 'proceed' as const;
    },
    async afterUpdate({ arena, kernels }) {
      await held.at(arena).apply(arena.data, kernels);
    },
    report: () => weightReport(held.mask),
    stateDict: () => ({ tensors: held.toTensors() }),
    loadStateDict: ({ tensors = new Map() }) => held.fromTensors(tensors),
  };
}

function dropZeros(mask: WeightMask, { arena }: BertModelWithHead): void {
  for (const [matrix, { rows, columns, offset }] of mask.matrices.entries()) {
    for (let index = 0; index < rows * columns; index++) {
      if (arena.data[offset + index] === 0) mask.drop(matrix, index);
    }
  }
}
