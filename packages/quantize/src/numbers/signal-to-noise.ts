/** Sums of squares of a signal and of what an approximation of it is off by. */
export interface SignalAndNoise {
  readonly signal: number;
  readonly noise: number;
}

/** Of two lists of the same length. */
export function signalAndNoise(exact: ArrayLike<number>, approximate: ArrayLike<number>): SignalAndNoise {
  let [signal, noise] = [0, 0];
  for (let index = 0; index < exact.length; index++) {
    const value = exact[index] as number;
    signal += value * value;
    noise += (value - (approximate[index] as number)) ** 2;
  }
  return { signal, noise };
}

/** The signal-to-quantization-noise ratio in decibels: infinite where nothing is off. */
export function decibels({ signal, noise }: SignalAndNoise): number {
  return noise === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
}
