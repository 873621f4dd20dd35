/**
 * A seeded generator of random numbers for resampling: sfc32, by C. Doty-Humphrey (PractRand, "Small Fast Counting",
 * version 4), 128 bits of state, 32-bit operations only. Seeded as there: the seed's two words, a counter of 1, and
 * twelve numbers thrown away. Not for secrets.
 */
import { ConfigError } from '@bertsmith/tensor';

const DISCARDED = 12;

/** A source of random 32-bit numbers; same seed, same numbers. */
export class SmallFastCounter {
  readonly #state: Uint32Array;

  /**
   * @param seed a whole number from 0 to 2^53 - 1
   * @throws ConfigError when it is something else
   */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new ConfigError(`seed is ${seed}, expected a whole number from 0 to 2^53 - 1`, { seed });
    }
    this.#state = Uint32Array.of(0, seed, Math.floor(seed / 2 ** 32), 1);
    for (let draw = 0; draw < DISCARDED; draw++) this.nextUint32();
  }

  /** The next number, from 0 to 2^32 - 1. */
  nextUint32(): number {
    const state = this.#state;
    const [a = 0, b = 0, c = 0, counter = 0] = state;
    const result = (a + b + counter) >>> 0;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + result;
    state[3] = counter + 1;
    return result;
  }

  /** A whole number from 0 to `bound - 1`, each equally likely. `bound` is from 1 to 2^32. */
  nextBelow(bound: number): number {
    const fair = 2 ** 32 - (2 ** 32 % bound); // The rest would make small numbers likelier: draw again.
    let number = this.nextUint32();
    while (number >= fair) number = this.nextUint32();
    return number % bound;
  }
}
