import { BINS, type Histogram } from './histogram.js';

/** Steps that int8 has on both sides of 0. */
const STEPS = 255;

/**
 * The Kullback-Leibler divergence of what 255 steps can tell apart from what was seen, when what lies beyond `half` bins is counted at the ends
 * (Migacz 2017): a small one says that the steps are fine where the values are.
 */
export function lossOfInformation({ counts }: Histogram, half: number): number {
  const seen = cutOff(counts, half);
  const kept = blurred(counts.subarray(BINS / 2 - half, BINS / 2 + half));
  const [total, remaining] = [sum(seen), sum(kept)];
  let divergence = 0;
  for (const [bin, count] of seen.entries()) {
    if (count === 0) continue;
    const known = kept[bin] as number;
    // What a step cannot show at all costs as much as one value in the histogram would.
    divergence += (count / total) * Math.log((count * remaining) / (Math.max(known, 1e-3) * total));
  }
  return divergence;
}

function cutOff(counts: Float64Array, half: number): Float64Array {
  const [start, end] = [BINS / 2 - half, BINS / 2 + half];
  const seen = counts.slice(start, end);
  seen[0] = (seen[0] as number) + sum(counts.subarray(0, start));
  seen[seen.length - 1] = (seen.at(-1) as number) + sum(counts.subarray(end));
  return seen;
}

/** Each step's counts spread over those of its bins that had any. */
function blurred(counts: Float64Array): Float64Array {
  const result = new Float64Array(counts.length);
  for (let step = 0; step < STEPS; step++) {
    const [start, end] = [step, step + 1].map((edge) => Math.floor((edge * counts.length) / STEPS)) as [number, number];
    const bins = counts.subarray(start, end);
    const filled = bins.reduce((count, each) => count + Number(each > 0), 0);
    const share = filled === 0 ? 0 : sum(bins) / filled;
    for (let bin = start; bin < end; bin++) result[bin] = (counts[bin] as number) > 0 ? share : 0;
  }
  return result;
}

function sum(counts: Float64Array): number {
  return counts.reduce((total, count) => total + count, 0);
}
