import { lengthened } from '../growing-arrays.js';

/** Numbers pairs of token ids, and keeps a count for each pair: a hash table in typed arrays. */
export class PairTable {
  /** Distinct pairs. */
  size = 0;
  lefts = new Int32Array(1 << 12);
  rights = new Int32Array(1 << 12);
  /** How often each pair stands in the words. */
  counts = new Float64Array(1 << 12);

  /** One more than the number of a pair, or 0; the length is a power of two, and at least half are 0. */
  #slots = new Int32Array(1 << 13);

  /** The number of a pair, which is new if need be. */
  indexOf(left: number, right: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hashOf(left, right) & mask; ; slot = (slot + 1) & mask) {
      const pair = this.#slots[slot]! - 1;
      if (pair < 0) return this.#insert(slot, left, right);
      if (this.lefts[pair] === left && this.rights[pair] === right) return pair;
    }
  }

  #insert(slot: number, left: number, right: number): number {
    const pair = this.size++;
    this.lefts[pair] = left;
    this.rights[pair] = right;
    this.#slots[slot] = this.size;
    if (this.size === this.counts.length) this.#grow();
    return pair;
  }

  #grow(): void {
    const capacity = 2 * this.counts.length;
    this.lefts = lengthened(this.lefts, capacity);
    this.rights = lengthened(this.rights, capacity);
    this.counts = lengthened(this.counts, capacity);
    const slots = new Int32Array(2 * capacity);
    const mask = slots.length - 1;
    for (let pair = 0; pair < this.size; pair++) {
      let slot = hashOf(this.lefts[pair]!, this.rights[pair]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = pair + 1;
    }
    this.#slots = slots;
  }
}

function hashOf(left: number, right: number): number {
  const mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca77);
  return mixed ^ (mixed >>> 15);
}
