/**
 * A small seeded generator of random numbers: xoshiro128**, by D. Blackman and S. Vigna ("Scrambled linear
 * pseudorandom number generators", ACM TOMS 47, 2021). 32-bit operations only, so it is fast in JavaScript; period
 * 2^128 - 1. For shuffling and sampling, not for secrets.
 *
 * Its state is filled by SplitMix64, as its authors recommend, from a seed and a stream: the epochs of one run are
 * streams of one seed, so the order of epoch 7 is known without running epochs 0 to 6.
 */
import { ConfigError } from '@bertsmith/tensor';

const MASK_64 = (1n << 64n) - 1n;

/** The four words of the generator's state; not all of them 0. */
export type Xoshiro128State = readonly [number, number, number, number];

/**
 * A source of random 32-bit numbers; same seed and stream, same numbers.
 *
 * @example
 * Xoshiro128.fromSeed(42).nextBelow(6); // a die, from 0 to 5
 */
export class Xoshiro128 {
  readonly #state: Uint32Array;

  constructor(state: Xoshiro128State) {
    this.#state = Uint32Array.from(state);
  }

  /**
   * @param seed a whole number from 0 to 2^53 - 1
   * @param stream which of the seed's independent sequences: a whole number from 0
   * @throws ConfigError when either is something else
   */
  static fromSeed(seed: number, stream = 0): Xoshiro128 {
    checkWholeNumber('seed', seed);
    checkWholeNumber('stream', stream);
    const start = splitMix64(BigInt(seed)) + BigInt(stream);
    const [low, high] = [splitMix64(start * 2n), splitMix64(start * 2n + 1n)];
    return new Xoshiro128([lowWord(low), highWord(low), lowWord(high), highWord(high)]);
  }

  /** The next number, from 0 to 2^32 - 1. */
  nextUint32(): number {
    const state = this.#state;
    const [s0, s1, s2, s3] = state as unknown as Xoshiro128State;
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    state[0] = s0 ^ s3 ^ s1;
    state[1] = s1 ^ s2 ^ s0;
    state[2] = s2 ^ s0 ^ (s1 << 9);
    state[3] = rotateLeft(s3 ^ s1, 11);
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

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** One output of SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014) for the counter value `index`. */
function splitMix64(index: bigint): bigint {
  let word = ((index + 1n) * 0x9e3779b97f4a7c15n) & MASK_64;
  word = ((word ^ (word >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK_64;
  word = ((word ^ (word >> 27n)) * 0x94d049bb133111ebn) & MASK_64;
  return word ^ (word >> 31n);
}

function lowWord(word: bigint): number {
  return Number(word & 0xffffffffn);
}

function highWord(word: bigint): number {
  return Number(word >> 32n);
}

function checkWholeNumber(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new ConfigError(`${name} is ${value}, expected a whole number from 0 to 2^53 - 1`, { [name]: value });
  }
}
