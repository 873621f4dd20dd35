import type { Contender } from './benchmark.js';

/** How often the contenders take their turns. */
export interface Rounds {
  /** Rounds whose measurements are thrown away. */
  readonly warmup: number;
  /** Rounds whose measurements are kept. */
  readonly repetitions: number;
}

/**
 * Lets the contenders run in turns, A B A B ..., so that a machine that slows down or is shared slows all of them.
 *
 * @returns the measurements of each contender, in the order of `contenders`; `repetitions` numbers each
 */
export async function interleave(contenders: readonly Contender[], rounds: Rounds): Promise<number[][]> {
  const measurements: number[][] = contenders.map(() => []);
  for (let round = 0; round < rounds.warmup + rounds.repetitions; round++) {
    for (const [index, contender] of contenders.entries()) {
      const measurement = await contender.run();
      if (round >= rounds.warmup) measurements[index]?.push(measurement);
    }
  }
  return measurements;
}
