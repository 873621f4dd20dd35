/**
 * Finds, among the signatures so far, one that resembles a new one, without comparing with all: locality-sensitive hashing with
 * bands (P. Indyk and R. Motwani, STOC 1998; J. Leskovec, A. Rajaraman, J. Ullman, "Mining of Massive Datasets", section 3.4).
 *
 * A signature is cut into bands of `r` numbers. Two texts of resemblance `s` have a given band in common with probability `s^r`, and
 * one of `b` bands with `1 - (1 - s^r)^b`. Whoever shares a band is compared; the others are not.
 */
import { ConfigError } from '@bertsmith/tensor';
import { estimateResemblance } from './min-hash.js';

/** At the threshold, so many of the pairs are to share a band; above it more of them do. */
const WANTED_RECALL = 0.95;

/**
 * Signatures of texts that are all different from each other.
 *
 * Memory for each: 4 bytes a number of the signature, and some 45 bytes a band; with 128 numbers and 18 bands (threshold 0.8), 1.4 kB.
 */
export class NearDuplicateIndex {
  readonly threshold: number;
  readonly rowsPerBand: number;
  readonly #signatures: Uint32Array[] = [];
  /** For each band, the texts that have the same hash of it. */
  readonly #buckets: readonly Map<number, number | number[]>[];

  /**
   * @param threshold resemblance from which two texts are one, above 0 and at most 1
   * @throws ConfigError for another threshold
   */
  constructor(signatureSize: number, threshold: number) {
    if (!(threshold > 0 && threshold <= 1)) {
      throw new ConfigError(`the threshold is ${threshold}, expected more than 0 and at most 1`, { threshold });
    }
    this.threshold = threshold;
    this.rowsPerBand = chooseRowsPerBand(signatureSize, threshold);
    this.#buckets = Array.from({ length: Math.floor(signatureSize / this.rowsPerBand) }, () => new Map());
  }

  /** How many texts are in the index. */
  get size(): number {
    return this.#signatures.length;
  }

  /**
   * The number of a text in the index whose resemblance is estimated at the threshold or above, and none: then the text is added, and
   * gets the number `size`.
   */
  findOrAdd(signature: Uint32Array): number | undefined {
    const hashes = this.#buckets.map((_, band) => hashBand(signature, band * this.rowsPerBand, this.rowsPerBand));
    const compared = new Set<number>();
    for (const [band, hash] of hashes.entries()) {
      for (const candidate of asList(this.#buckets[band]?.get(hash))) {
        if (compared.has(candidate)) continue;
        compared.add(candidate);
        const other = this.#signatures[candidate] as Uint32Array;
        if (estimateResemblance(signature, other) >= this.threshold) return candidate;
      }
    }
    this.#add(signature, hashes);
    return undefined;
  }

  #add(signature: Uint32Array, hashes: readonly number[]): void {
    const number = this.#signatures.push(signature) - 1;
    for (const [band, hash] of hashes.entries()) {
      const bucket = this.#buckets[band] as Map<number, number | number[]>;
      const others = bucket.get(hash);
      bucket.set(hash, others === undefined ? number : [...asList(others), number]);
    }
  }
}

/** The probability that two texts of a resemblance share a band. */
export function sharesBand(resemblance: number, rowsPerBand: number, bands: number): number {
  return 1 - (1 - resemblance ** rowsPerBand) ** bands;
}

/** The longest bands, which make the fewest comparisons in vain, that still find what is at the threshold. */
export function chooseRowsPerBand(signatureSize: number, threshold: number): number {
  for (let rows = signatureSize; rows > 1; rows--) {
    if (sharesBand(threshold, rows, Math.floor(signatureSize / rows)) >= WANTED_RECALL) return rows;
  }
  return 1;
}

function hashBand(signature: Uint32Array, start: number, length: number): number {
  let hash = 0;
  for (let index = start; index < start + length; index++) {
    hash = Math.imul(hash ^ (signature[index] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  // 30 bits: small whole numbers take no memory of their own.
  return hash & 0x3fffffff;
}

function asList(bucket: number | readonly number[] | undefined): readonly number[] {
  if (bucket === undefined) return [];
  return typeof bucket === 'number' ? [bucket] : bucket;
}
