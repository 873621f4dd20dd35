/** Which heads, or which units, stay when a share of them does: those with the highest scores. */

/** How {@link keepBestUnits} chooses. */
export interface KeepBestOptions {
  /** The share that stays, above 0 to 1. */
  readonly density: number;
  /** Whether all layers compete with one another (`global`), or the same share stays in each (`layer`). */
  readonly scope: 'global' | 'layer';
  /** As many as this, or a multiple, stay in a layer that is not left whole. At least this many stay. */
  readonly multiple: number;
}

/**
 * @param scores by layer, one for each
 * @returns by layer, which of them stay, ascending. Of equal scores those of lower layers, and in a layer the first, stay
 */
export function keepBestUnits(scores: readonly Float64Array[], options: KeepBestOptions): number[][] {
  const { density, scope, multiple } = options;
  if (density >= 1) return scores.map((values) => [...values.keys()]);
  const lengths = scores.map(({ length }) => length);
  const ranking = rankAll(scores);
  const counts =
    scope === 'layer'
      ? lengths.map((length) => roundCount(Math.max(1, Math.round(density * length)), length, multiple))
      : roundTogether(globalCounts(lengths, ranking, options), lengths, multiple);
  const kept = scores.map((): number[] => []);
  for (let rank = 0; rank < ranking.layers.length; rank++) {
    const layer = ranking.layers[rank] as number;
    const best = kept[layer] as number[];
    if (best.length < (counts[layer] as number)) best.push(ranking.indices[rank] as number);
  }
  return kept.map((indices) => indices.sort((a, b) => a - b));
}

/** All of them, the best first: which layer each is of, and its place there. */
interface Ranking {
  readonly layers: Int32Array;
  readonly indices: Int32Array;
}

function rankAll(scores: readonly Float64Array[]): Ranking {
  const all = Float64Array.from(scores.flatMap((values) => Array.from(values)));
  const layers = Int32Array.from(scores.flatMap(({ length }, layer) => new Array<number>(length).fill(layer)));
  const indices = Int32Array.from(scores.flatMap((values) => [...values.keys()]));
  const order = Int32Array.from(all.keys()).sort((a, b) => (all[b] as number) - (all[a] as number) || a - b);
  return {
    layers: order.map((place) => layers[place] as number),
    indices: order.map((place) => indices[place] as number),
  };
}

/** How many of each layer are among the best of all, when none is left without the least it may have. */
function globalCounts(
  lengths: readonly number[],
  { layers }: Ranking,
  { density, multiple }: KeepBestOptions,
): number[] {
  const least = lengths.map((length) => Math.min(multiple, length));
  const counts = [...least];
  const seen = lengths.map(() => 0);
  let free = Math.round(density * layers.length) - least.reduce((sum, count) => sum + count, 0);
  for (const layer of layers) {
    if (free <= 0) break;
    seen[layer] = (seen[layer] as number) + 1;
    if ((seen[layer] as number) <= (least[layer] as number)) continue;
    counts[layer] = (counts[layer] as number) + 1;
    free--;
  }
  return counts;
}

/**
 * To multiples, of which no more are left in all than before: what is over when all are rounded down goes to those that lost most by it. So
 * how many are left in all does not hang on where they are.
 */
function roundTogether(counts: readonly number[], lengths: readonly number[], multiple: number): number[] {
  const rounded = counts.map((count, layer) => roundDown(count, lengths[layer] as number, multiple));
  const lost = counts.map((count, layer) => count - (rounded[layer] as number));
  let free = lost.reduce((sum, count) => sum + count, 0);
  for (const layer of [...lost.keys()].sort((a, b) => (lost[b] as number) - (lost[a] as number) || a - b)) {
    const step = Math.min(multiple, (lengths[layer] as number) - (rounded[layer] as number));
    if (step > free) continue;
    rounded[layer] = (rounded[layer] as number) + step;
    free -= step;
  }
  return rounded;
}

function roundDown(count: number, length: number, multiple: number): number {
  if (count >= length) return length;
  return Math.min(length, Math.max(1, Math.floor(count / multiple)) * multiple);
}

function roundCount(count: number, length: number, multiple: number): number {
  if (count >= length) return length;
  return Math.min(length, Math.max(1, Math.round(count / multiple)) * multiple);
}
