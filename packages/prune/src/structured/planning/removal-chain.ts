/**
 * What can be taken out of one layer, one after the other: heads one by one, units in blocks; the least important first. A chain knows, for
 * each number of steps, what is lost and what it costs.
 */
import type { UnitScores } from '../importance/unit-scores.js';

/** See the top of the file. Index 0 is the whole layer. */
export interface RemovalChain {
  readonly layer: number;
  readonly kind: 'heads' | 'units';
  /** The places of the layer's heads or units, the least important first. */
  readonly order: readonly number[];
  /** How many are left after so many steps, falling. */
  readonly counts: readonly number[];
  /** The importance that is gone after so many steps. */
  readonly lost: readonly number[];
  /** What is left costs, after so many steps. */
  readonly costs: readonly number[];
}

/** What a number of heads or units costs in a layer, in any unit. */
export type PartCost = (kind: 'heads' | 'units', layer: number, count: number) => number;

/** What may go, and in which steps. */
export interface RemovalSteps {
  readonly unitMultiple: number;
  readonly parts: readonly RemovalChain['kind'][];
}

/** A chain for the heads and one for the units of each layer, in this order; one of what may not go has no steps. */
export function removalChains(
  importance: UnitScores,
  { unitMultiple, parts }: RemovalSteps,
  costOf: PartCost,
): RemovalChain[] {
  const multipleOf = (kind: RemovalChain['kind'], all: number) => {
    if (!parts.includes(kind)) return all;
    return kind === 'heads' ? 1 : unitMultiple;
  };
  return importance.heads.flatMap((heads, layer) => {
    const units = importance.units[layer] as Float64Array;
    return [
      chainOf({ layer, kind: 'heads', scores: heads, multiple: multipleOf('heads', heads.length) }, costOf),
      chainOf({ layer, kind: 'units', scores: units, multiple: multipleOf('units', units.length) }, costOf),
    ];
  });
}

/** The places that are left after so many steps, ascending. */
export function keptPlaces({ order, counts }: RemovalChain, steps: number): number[] {
  return order.slice(order.length - (counts[steps] as number)).sort((a, b) => a - b);
}

function chainOf(
  part: {
    readonly layer: number;
    readonly kind: 'heads' | 'units';
    readonly scores: Float64Array;
    readonly multiple: number;
  },
  costOf: PartCost,
): RemovalChain {
  const { layer, kind, scores, multiple } = part;
  // Of equal scores the first stays.
  const order = [...scores.keys()].sort((a, b) => (scores[a] as number) - (scores[b] as number) || b - a);
  const counts = remainingCounts(scores.length, multiple);
  const lost = counts.map((count) => {
    return order.slice(0, scores.length - count).reduce((sum, place) => sum + (scores[place] as number), 0);
  });
  return { layer, kind, order, counts, lost, costs: counts.map((count) => costOf(kind, layer, count)) };
}

/** All of them, then the multiples below, down to one multiple. */
function remainingCounts(all: number, multiple: number): number[] {
  const counts = [all];
  for (let count = Math.ceil(all / multiple - 1) * multiple; count >= multiple; count -= multiple) counts.push(count);
  return counts;
}
