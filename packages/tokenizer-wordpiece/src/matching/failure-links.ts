/**
 * What to do where the trie ends before the word does (Song, Salcianu, Song, Dopson, Zhou 2021, "Fast WordPiece
 * Tokenization", section 3: LinMaxMatch).
 *
 * Longest match first would start over after each piece, and read characters again. But the characters between the last
 * token and the dead end are known: they are part of the path in the trie. So for each node it can be worked out once
 * which tokens the path is cut into (the node's *pops*) and in which node the rest of the path ends (its *failure*).
 * Then a word is matched in one pass, however its pieces overlap.
 *
 * Pops are kept as linked lists that share their beginnings. Their total length is at most that of all tokens.
 */

import type { DoubleArrayTrie } from './double-array-trie.js';
import { CONTINUATION } from './linked-trie.js';

/** Failure of a node from which no cut of the word can succeed. */
export const NO_FAILURE = -1;

/** Failures and pops of all cells of a trie. */
export class FailureLinks {
  /** The cell to go on from, or {@link NO_FAILURE}. */
  readonly failures: Int32Array;
  /** How many tokens leaving each cell pops. */
  readonly popCounts: Int32Array;

  /** The last pop of each cell, as an index of the lists. */
  readonly #lastPops: Int32Array;
  readonly #popIds: number[] = [];
  readonly #previousPops: number[] = [];

  constructor(trie: DoubleArrayTrie) {
    this.failures = new Int32Array(trie.labels.length).fill(NO_FAILURE);
    this.popCounts = new Int32Array(trie.labels.length);
    this.#lastPops = new Int32Array(trie.labels.length).fill(-1);
    for (let index = 0; index < trie.order.length; index++) {
      const cell = trie.order[index]!;
      if (trie.tokenIds[cell]! >= 0) this.#endToken(cell, trie.tokenIds[cell]!);
      else this.#follow(trie, cell, trie.parents[index]!);
    }
  }

  /** Writes the tokens that leaving a cell pops, from `ids[at]` on; returns the index after them. */
  pop(cell: number, ids: Int32Array, at: number): number {
    const end = at + this.popCounts[cell]!;
    let pop = this.#lastPops[cell]!;
    for (let index = end - 1; index >= at; index--) {
      ids[index] = this.#popIds[pop]!;
      pop = this.#previousPops[pop]!;
    }
    return end;
  }

  #endToken(cell: number, id: number): void {
    this.failures[cell] = CONTINUATION;
    this.#push(cell, id);
  }

  /** A node that ends no token fails to where its parent's failure continues with the same label. */
  #follow(trie: DoubleArrayTrie, cell: number, parent: number): void {
    const label = trie.labels[cell]!;
    this.popCounts[cell] = this.popCounts[parent]!;
    this.#lastPops[cell] = this.#lastPops[parent]!;
    let origin = this.failures[parent]!;
    while (origin !== NO_FAILURE && trie.childOf(origin, label) < 0) {
      if (this.popCounts[origin]! > 0) this.#pushAll(cell, origin);
      origin = this.failures[origin]!;
    }
    if (origin !== NO_FAILURE) this.failures[cell] = trie.childOf(origin, label);
  }

  #push(cell: number, id: number): void {
    this.#previousPops.push(this.#lastPops[cell]!);
    this.#lastPops[cell] = this.#popIds.push(id) - 1;
    this.popCounts[cell]!++;
  }

  #pushAll(cell: number, origin: number): void {
    const ids = new Int32Array(this.popCounts[origin]!);
    this.pop(origin, ids, 0);
    for (const id of ids) this.#push(cell, id);
  }
}
