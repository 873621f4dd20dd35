/**
 * What to do where the trie ends before the word does (Song, Salcianu, Song, Dopson, Zhou 2021, "Fast WordPiece
 * Tokenization", section 3: LinMaxMatch).
 *
 * Longest match first would start over after each piece, and read characters again. But the characters between the last
 * token and the dead end are known: they are part of the path in the trie. So for each node it can be worked out once
 * which tokens the path is cut into (the node's *pops*) and in which node the rest of the path ends (its *failure*).
 * Then a word is matched in one pass, however its pieces overlap.
 *
 * Differs from the paper in that a node's failure is worked out when a word first needs it, and kept: words fail at few
 * of the nodes. Pops are kept as linked lists that share their beginnings; their total length is at most that of all
 * tokens.
 */

import { lengthened } from '../growing-arrays.js';
import { CONTINUATION, type DoubleArrayTrie, WORD_START } from './double-array-trie.js';

/** Failure of a node from which no cut of the word can succeed. */
export const NO_FAILURE = -1;
/** The first piece of a word is never what is left of it, so no node fails to `WORD_START`. */
const NOT_RESOLVED = WORD_START;

/** Failures and pops of the cells of a trie. */
export class FailureLinks {
  readonly #trie: DoubleArrayTrie;
  #failures: Int32Array;
  /** How many tokens leaving each cell pops. */
  #popCounts: Int32Array;
  /** The last pop of each cell, as an index of the lists; -1 for none. */
  #lastPops: Int32Array;
  readonly #popIds: number[] = [];
  readonly #previousPops: number[] = [];

  constructor(trie: DoubleArrayTrie) {
    this.#trie = trie;
    this.#failures = new Int32Array(trie.labels.length);
    this.#popCounts = new Int32Array(trie.labels.length);
    this.#lastPops = new Int32Array(trie.labels.length);
    for (const root of [WORD_START, CONTINUATION]) {
      this.#failures[root] = NO_FAILURE;
      this.#lastPops[root] = -1;
    }
  }

  /** The cell to go on from, or {@link NO_FAILURE}. */
  failureOf(cell: number): number {
    return this.#failures[cell] || this.#resolve(cell);
  }

  /** Writes the tokens that leaving a cell pops, from `ids[at]` on; returns the index after them. Ask for its failure first. */
  pop(cell: number, ids: Int32Array, at: number): number {
    const end = at + this.#popCounts[cell]!;
    let pop = this.#lastPops[cell]!;
    for (let index = end - 1; index >= at; index--) {
      ids[index] = this.#popIds[pop]!;
      pop = this.#previousPops[pop]!;
    }
    return end;
  }

  /** Resolves what a cell depends on before it, with a stack of its own: a token may be longer than calls can nest. */
  #resolve(cell: number): number {
    const waiting = [cell];
    for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
      this.#makeRoom();
      const needed = this.#failures[next] === NOT_RESOLVED ? this.#resolveOrNameNeeded(next) : undefined;
      if (needed === undefined) waiting.pop();
      else waiting.push(needed);
    }
    return this.#failures[cell]!;
  }

  /** @returns A cell that has to be resolved before this one can be. */
  #resolveOrNameNeeded(cell: number): number | undefined {
    const { tokenIds, parents, labels } = this.#trie;
    if (tokenIds[cell]! >= 0) {
      this.#failures[cell] = CONTINUATION;
      this.#lastPops[cell] = -1;
      this.#push(cell, tokenIds[cell]!);
      return undefined;
    }
    const parent = parents[cell]!;
    if (this.#failures[parent] === NOT_RESOLVED) return parent;
    // It fails to where its parent's failure, or what that fails to in turn, continues with the same label.
    const label = labels[cell]!;
    const origins: number[] = [];
    let origin = this.#failures[parent]!;
    while (origin !== NO_FAILURE && this.#trie.childOf(origin, label) < 0) {
      // A cell that the trie has made just now is beyond the end of the array.
      if ((this.#failures[origin] ?? NOT_RESOLVED) === NOT_RESOLVED) return origin;
      origins.push(origin);
      origin = this.#failures[origin]!;
    }
    this.#failures[cell] = origin === NO_FAILURE ? NO_FAILURE : this.#trie.childOf(origin, label);
    this.#popCounts[cell] = this.#popCounts[parent]!;
    this.#lastPops[cell] = this.#lastPops[parent]!;
    for (const left of origins) this.#pushAll(cell, left);
    return undefined;
  }

  #push(cell: number, id: number): void {
    this.#previousPops.push(this.#lastPops[cell]!);
    this.#lastPops[cell] = this.#popIds.push(id) - 1;
    this.#popCounts[cell]!++;
  }

  #pushAll(cell: number, origin: number): void {
    const ids = new Int32Array(this.#popCounts[origin]!);
    this.pop(origin, ids, 0);
    for (const id of ids) this.#push(cell, id);
  }

  /** The trie may have grown since. */
  #makeRoom(): void {
    const capacity = this.#trie.labels.length;
    if (capacity === this.#failures.length) return;
    this.#failures = lengthened(this.#failures, capacity, NOT_RESOLVED);
    this.#popCounts = lengthened(this.#popCounts, capacity);
    this.#lastPops = lengthened(this.#lastPops, capacity);
  }
}
