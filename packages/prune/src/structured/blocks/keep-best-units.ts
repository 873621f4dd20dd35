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

interface Ranked {
  readonly layer: number;
  readonly index: number;
  readonly score: number;
}

/**
 * @param scores by layer, one for each
 * @returns by layer, which of them stay, ascending. Of equal scores those of lower layers, and in a layer the first, stay
 */
export function keepBestUnits(scores: readonly Float64Array[], options: KeepBestOptions): number[][] {
  const ranked = rankAll(scores);
  const counts = scores.map(({ length }) => Math.max(1, Math.round(options.density * length)));
  const wanted = options.scope === 'layer' ? counts : globalCounts(scores, ranked, options);
  return scores.map(({ length }, layer) => {
    const count = roundCount(wanted[layer] as number, length, options.multiple);
    const best = ranked.filter((each) => each.layer === layer).slice(0, count);
    return best.map(({ index }) => index).sort((a, b) => a - b);
  });
}

function rankAll(scores: readonly Float64Array[]): Ranked[] {
  const all = scores.flatMap((values, layer) => Array.from(values, (score, index) => ({ layer, index, score })));
  return all.sort((a, b) => b.score - a.score || a.layer - b.layer || a.index - b.index);
}

/** How many of each layer are among the best of all, when none is left without the least it may have. */
function globalCounts(
  scores: readonly Float64Array[],
  ranked: readonly Ranked[],
  { density, multiple }: KeepBestOptions,
): number[] {
  const least = scores.map(({ length }) => Math.min(multiple, length));
  const counts = [...least];
  const seen = scores.map(() => 0);
  let free = Math.round(density * ranked.length) - least.reduce((sum, count) => sum + count, 0);
  for (const { layer } of ranked) {
    if (free <= 0) break;
    seen[layer] = (seen[layer] as number) + 1;
    if ((seen[layer] as number) <= (least[layer] as number)) continue;
    counts[layer] = (counts[layer] as number) + 1;
    free--;
  }
  return counts;
}

function roundCount(count: number, length: number, multiple: number): number {
  if (count >= length) return length;
  return Math.min(length, Math.max(1, Math.round(count / multiple)) * multiple);
}
