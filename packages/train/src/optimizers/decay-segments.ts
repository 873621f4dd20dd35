import type { ParameterArena } from '@bertsmith/tensor';

/** A stretch of the arena's dense region whose parameters all have weight decay, or all have none. */
export interface DecaySegment {
  /** The first element. */
  readonly from: number;
  /** The element after the last. */
  readonly to: number;
  readonly weightDecay: boolean;
}

/**
 * The dense region of an arena in as few stretches of one kind as its order of parameters allows.
 *
 * The gaps between entries belong to the entry before them: zeros with gradients of zero stay zeros.
 */
export function decaySegments(arena: ParameterArena): DecaySegment[] {
  const dense = arena.entries.filter((entry) => entry.offset < arena.denseLength);
  const segments: DecaySegment[] = [];
  dense.forEach(({ specification: { weightDecay }, offset }, index) => {
    const to = dense[index + 1]?.offset ?? arena.denseLength;
    const last = segments.at(-1);
    if (last?.weightDecay === weightDecay) segments[segments.length - 1] = { ...last, to };
    else segments.push({ from: offset, to, weightDecay });
  });
  return segments;
}
