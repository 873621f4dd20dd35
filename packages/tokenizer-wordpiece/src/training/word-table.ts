import { lengthened, withRoom } from '../growing-arrays.js';

/**
 * Counts words without making a string of each: a hash table over code points in one array.
 *
 * Memory grows with the distinct words, not with the text.
 */
export class WordTable {
  /** Distinct words. */
  size = 0;
  /** The code points of all words, one word after another. */
  codePoints = new Int32Array(1 << 16);
  /** Where each word starts in `codePoints`; one more element says where the last one ends. */
  starts = new Int32Array(1 << 12);
  /** How often each word was added. A double: 2^31 occurrences of one word are within reach. */
  counts = new Float64Array(1 << 12);

  #hashes = new Int32Array(1 << 12);
  /** One more than the number of a word, or 0; the length is a power of two, and at least half are 0. */
  #slots = new Int32Array(1 << 13);

  /** Counts the word of `length` labels, each a code point plus `shift`. */
  add(labels: Int32Array, length: number, shift: number): void {
    const hash = hashOf(labels, length, shift);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const word = this.#slots[slot]! - 1;
      if (word < 0) {
        this.#insert(slot, hash, labels, length, shift);
        return;
      }
      if (this.#hashes[word] === hash && this.#equals(word, labels, length, shift)) {
        this.counts[word]!++;
        return;
      }
    }
  }

  #equals(word: number, labels: Int32Array, length: number, shift: number): boolean {
    const start = this.starts[word]!;
    if (this.starts[word + 1]! - start !== length) return false;
    for (let index = 0; index < length; index++) {
      if (this.codePoints[start + index] !== labels[index]! - shift) return false;
    }
    return true;
  }

  #insert(slot: number, hash: number, labels: Int32Array, length: number, shift: number): void {
    const start = this.starts[this.size]!;
    this.codePoints = withRoom(this.codePoints, start + length);
    for (let index = 0; index < length; index++) this.codePoints[start + index] = labels[index]! - shift;
    this.#hashes[this.size] = hash;
    this.counts[this.size] = 1;
    this.starts[++this.size] = start + length;
    this.#slots[slot] = this.size;
    if (this.size + 1 === this.counts.length) this.#grow();
  }

  #grow(): void {
    const capacity = 2 * this.counts.length;
    this.starts = lengthened(this.starts, capacity);
    this.counts = lengthened(this.counts, capacity);
    this.#hashes = lengthened(this.#hashes, capacity);
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let word = 0; word < this.size; word++) {
      let slot = this.#hashes[word]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = word + 1;
    }
    this.#slots = slots;
  }
}

/** FNV-1a (Fowler, Noll, Vo) over code points, with the high bits mixed into the low ones that choose the slot. */
function hashOf(labels: Int32Array, length: number, shift: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < length; index++) hash = Math.imul(hash ^ (labels[index]! - shift), 0x01000193);
  return hash ^ (hash >>> 15);
}
