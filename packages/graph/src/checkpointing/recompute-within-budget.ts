/**
 * Which values to keep for a memory budget. Jain et al. (2020, "Checkmate: breaking the memory wall with optimal tensor rematerialization") ask an
 * integer program; here the graph is a chain of like segments, and a small family of plans has a good one for every budget.
 *
 * A plan keeps every k-th of the first boundaries, and all that comes after the last one it keeps: the end of the forward pass is read at once by the
 * backward pass, so there is nothing to be gained from computing it twice. Each plan is carried out, and judged by the graph that comes out: what it
 * computes (`graphCost`) and what it keeps (`peakActivationBytes`). Of those within the budget, the one that computes least is taken.
 */
import { ConfigError, type DimensionSizes } from '@bertsmith/tensor';
import type { Graph } from '../ir/graph.js';
import { graphCost } from '../ir/graph-cost.js';
import { peakActivationBytes } from '../ir/peak-activation-bytes.js';
import type { Value } from '../ir/value.js';
import { type RecomputeOptions, recomputeSegments } from './recompute-segments.js';

/** What {@link recomputeWithinBudget} keeps to. */
export interface MemoryBudget extends RecomputeOptions {
  /** Bytes that {@link peakActivationBytes} may come to. */
  readonly budgetBytes: number;
  /** The largest sizes of the graph's named dimensions that the budget is meant for. */
  readonly sizes: DimensionSizes;
}

/**
 * The step graph that computes least of those that need no more memory than the budget: the graph itself when it fits.
 *
 * @param boundaries values that may be kept, in the order of the forward pass; see {@link recomputeSegments}
 * @throws ConfigError when no plan fits; `smallestBytes` in the details, and in the message, is what the smallest needs
 * @example
 * const smaller = recomputeWithinBudget(graph, hiddenStates, { budgetBytes: 512e6, sizes: { batch: 32, sequence: 128 } });
 */
export function recomputeWithinBudget(graph: Graph, boundaries: readonly Value[], budget: MemoryBudget): Graph {
  const { budgetBytes, sizes } = budget;
  let smallestBytes = peakActivationBytes(graph, sizes);
  if (smallestBytes <= budgetBytes) return graph;
  let best: { graph: Graph; flops: number } | undefined;
  for (const plans of listPlans(boundaries)) {
    for (const kept of plans) {
      const candidate = recomputeSegments(graph, kept, budget);
      const bytes = peakActivationBytes(candidate, sizes);
      smallestBytes = Math.min(smallestBytes, bytes);
      if (bytes > budgetBytes) continue;
      const { flops } = graphCost(candidate, sizes);
      if (best === undefined || flops < best.flops) best = { graph: candidate, flops };
      // Plans with more segments compute more.
      break;
    }
  }
  if (best === undefined) throw budgetError(budgetBytes, smallestBytes, sizes);
  return best.graph;
}

/**
 * For each distance between kept values, plans of more and more segments. Chen et al. (2016, section 4.1): a distance above the root of the number
 * of segments keeps less, and needs more than that for the segment that is computed again.
 */
function listPlans(boundaries: readonly Value[]): Value[][][] {
  const distances = Math.ceil(Math.sqrt(boundaries.length));
  return Array.from({ length: distances }, (_, index) => {
    const kept = boundaries.filter((_, place) => place % (index + 1) === 0);
    return kept.map((_, last) => kept.slice(0, last + 1));
  });
}

function budgetError(budgetBytes: number, smallestBytes: number, sizes: DimensionSizes): ConfigError {
  // Rounded up, so that the number in the message is enough.
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e4) / 100} MB`;
  const size = Object.entries(sizes).map(([name, length]) => `${name} ${length}`);
  return new ConfigError(
    `no choice of recomputed segments takes ${megabytes(budgetBytes)} or less of activations at ${size.join(', ')}; ` +
      `the smallest takes ${megabytes(smallestBytes)}: allow that, or make the batch smaller`,
    { budgetBytes, smallestBytes, sizes },
  );
}
