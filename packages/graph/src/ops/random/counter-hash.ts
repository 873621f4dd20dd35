/**
 * A counter-based generator: random bits are a function of a key and a position, and of nothing that came before, so that
 * a recomputation, another thread and another backend all see the same ones (Salmon et al. 2011, "Parallel Random Numbers:
 * As Easy as 1, 2, 3").
 *
 * The mixing function is a 32-bit integer hash with the structure xorshift-multiply, with constants found by exhaustive search
 * for low bias (Wellons 2018, "hash-prospector"; the two-round function of bias 0.107). Its steps are four operations that every runtime has
 * for uint32, and a runtime without integers can take the masks as inputs.
 *
 * A tensor is seen as rows along its last axis. A row's key is hashed three times, with both words of the key and the site; an
 * element mixes it with its column once.
 */

/** `2^32` divided by the golden ratio: multiples of it are spread evenly. */
export const GOLDEN = 0x9e3779b9;

/** The multipliers and shifts of the mixing function. */
export const MIX = { shifts: [16, 15, 15], multipliers: [0x21f0aaad, 0xd35a2d97] } as const;

/** A bijection of 32-bit integers in which every input bit changes every output bit with a probability near one half. */
export function mix(x: number): number {
  let bits = x >>> 0;
  bits = Math.imul(bits ^ (bits >>> MIX.shifts[0]), MIX.multipliers[0]);
  bits = Math.imul(bits ^ (bits >>> MIX.shifts[1]), MIX.multipliers[1]);
  return (bits ^ (bits >>> MIX.shifts[2])) >>> 0;
}

/** The key of one row: `mix(mix(mix(row + key0) ^ site * GOLDEN) + key1)`. */
export function rowKey(key: readonly [number, number], site: number, row: number): number {
  return mix(mix(mix(row + key[0]) ^ siteWord(site)) + key[1]);
}

/** What a site (a place in a model where random numbers are drawn) adds to the key. */
export function siteWord(site: number): number {
  return Math.imul(site, GOLDEN) >>> 0;
}

/** 32 random bits for one element. The last shift of {@link mix} is left out: it does not touch the high bits. */
export function elementBits(keyOfRow: number, column: number): number {
  let bits = (keyOfRow ^ Math.imul(column, GOLDEN)) >>> 0;
  bits = Math.imul(bits ^ (bits >>> MIX.shifts[0]), MIX.multipliers[0]);
  return Math.imul(bits ^ (bits >>> MIX.shifts[1]), MIX.multipliers[1]) >>> 0;
}

/** The two words of a run's key for one step: `seed` and `step` are whole numbers below 2^32. */
export function stepKey(seed: number, step: number): Uint32Array {
  return Uint32Array.of(mix(seed), mix(mix(step) + GOLDEN));
}
