import type { RemovalChain } from './removal-chain.js';

/** A stretch of a chain: from where it is now to a later step. */
interface Stretch {
  readonly chain: number;
  readonly to: number;
  /** Importance lost for each unit of cost saved. */
  readonly rate: number;
}

/**
 * Takes out what is least important for what it costs, until what is left costs no more than the target: each time the stretch of a chain
 * with the lowest ratio of importance to cost, of any length, since a step that saves nothing may lead to one that does. Of the last stretch
 * only as many steps are taken as are needed.
 *
 * @param fixedCost what cannot be taken out
 * @returns the steps taken of each chain, and what is left; where that is above the target, nothing more can go
 */
export function removeGreedily(
  chains: readonly RemovalChain[],
  fixedCost: number,
  target: number,
): { readonly steps: readonly number[]; readonly cost: number } {
  const steps = chains.map(() => 0);
  const costNow = () =>
    chains.reduce((sum, { costs }, chain) => sum + (costs[steps[chain] as number] as number), fixedCost);
  let cost = costNow();
  while (cost > target) {
    const best = cheapestStretch(chains, steps);
    if (best === undefined) break;
    const { costs } = chains[best.chain] as RemovalChain;
    const from = steps[best.chain] as number;
    const others = cost - (costs[from] as number);
    let to = from + 1;
    while (to < best.to && others + (costs[to] as number) > target) to++;
    steps[best.chain] = to;
    // Summed up anew, so that roundings do not add up.
    cost = costNow();
  }
  return { steps, cost };
}

/** Of equal ones the first: a lower layer, heads before units, a shorter stretch. */
function cheapestStretch(chains: readonly RemovalChain[], steps: readonly number[]): Stretch | undefined {
  let best: Stretch | undefined;
  for (const [chain, { lost, costs }] of chains.entries()) {
    const from = steps[chain] as number;
    for (let to = from + 1; to < costs.length; to++) {
      const saved = (costs[from] as number) - (costs[to] as number);
      if (saved <= 0) continue;
      const rate = ((lost[to] as number) - (lost[from] as number)) / saved;
      if (best === undefined || rate < best.rate) best = { chain, to, rate };
    }
  }
  return best;
}
