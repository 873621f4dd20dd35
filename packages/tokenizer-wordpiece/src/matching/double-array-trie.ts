/**
 * A trie in typed arrays that takes one addition and one comparison a character (Aoe 1989, "An Efficient Digital Search
 * Algorithm by Using a Double-Array Structure").
 *
 * A node is a *cell*. Its child for label `l` is the cell `bases[node] + l`, if that cell holds `l`. No two nodes have
 * the same base, so holding the label is enough: it need not name its parent.
 */

import { CONTINUATION, type LinkedTrie, WORD_START } from './linked-trie.js';

/** After so many cells that do not fit, a node goes behind all others: building stays linear, at some loss of space. */
const MAX_ATTEMPTS = 32;

/** The trie, and its nodes in breadth-first order. The roots are the cells `WORD_START` and `CONTINUATION`. */
export class DoubleArrayTrie {
  /** The label that each cell holds, 0 for a free one. */
  labels: Int32Array;
  /** The base of the node in each cell; 0, which no node with children has, for a leaf. */
  bases: Int32Array;
  /** The token that ends in each cell, or -1. */
  tokenIds: Int32Array;
  /** Every cell in use but the roots, nearest to a root first. */
  readonly order: Int32Array;
  /** The cell of the parent of `order[i]`. */
  readonly parents: Int32Array;

  readonly #labelCount: number;
  #baseTaken: Uint8Array;
  /** Where the search for room begins: for a node with one child, and for a node with more. */
  readonly #searchStarts: [one: number, more: number] = [2, 2];
  #end = 2;

  constructor(trie: LinkedTrie, labelCount: number) {
    const capacity = Math.ceil(trie.size * 1.25) + 2 * labelCount;
    this.#labelCount = labelCount;
    this.labels = new Int32Array(capacity);
    this.bases = new Int32Array(capacity);
    this.tokenIds = new Int32Array(capacity).fill(-1);
    this.#baseTaken = new Uint8Array(capacity);
    this.order = new Int32Array(trie.size - 2);
    this.parents = new Int32Array(trie.size - 2);
    this.labels.fill(-1, 0, 2);
    this.#placeAll(trie);
  }

  /** The child of a cell for a label, or -1. */
  childOf(cell: number, label: number): number {
    const child = this.bases[cell]! + label;
    return this.labels[child] === label ? child : -1;
  }

  #placeAll(trie: LinkedTrie): void {
    const nodes = new Int32Array(trie.size - 2);
    let placed = this.#placeChildren(trie, WORD_START, WORD_START, nodes, 0);
    placed = this.#placeChildren(trie, CONTINUATION, CONTINUATION, nodes, placed);
    for (let index = 0; index < placed; index++) {
      placed = this.#placeChildren(trie, nodes[index]!, this.order[index]!, nodes, placed);
    }
  }

  /** Gives the children of a node their cells, and appends them to the order; returns its new length. */
  #placeChildren(trie: LinkedTrie, node: number, cell: number, nodes: Int32Array, placed: number): number {
    const first = trie.firstChild[node]!;
    if (first === 0) return placed;
    const base = this.#findBase(trie, first);
    this.bases[cell] = base;
    this.#baseTaken[base] = 1;
    const { labels, tokenIds, order, parents } = this;
    let next = placed;
    for (let child = first; child !== 0; child = trie.nextSibling[child]!) {
      const label = trie.labels[child]!;
      const childCell = base + label;
      labels[childCell] = label;
      tokenIds[childCell] = trie.tokenIds[child]!;
      if (childCell >= this.#end) this.#end = childCell + 1;
      order[next] = childCell;
      parents[next] = cell;
      nodes[next++] = child;
    }
    return next;
  }

  /** First fit, from where the last search for as many children ended; crowded stretches are left behind for good. */
  #findBase(trie: LinkedTrie, first: number): number {
    const { nextSibling, labels: childLabels } = trie;
    const label = childLabels[first]!;
    const kind = nextSibling[first] === 0 ? 0 : 1;
    let cell = Math.max(this.#searchStarts[kind], label + 1);
    this.#reserve(cell + MAX_ATTEMPTS);
    const { labels } = this;
    const baseTaken = this.#baseTaken;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++, cell++) {
      const base = cell - label;
      if (baseTaken[base] === 1) continue;
      let child = first;
      while (child !== 0 && labels[base + childLabels[child]!] === 0) child = nextSibling[child]!;
      if (child !== 0) continue;
      if (attempt > MAX_ATTEMPTS / 2) this.#searchStarts[kind] = cell;
      return base;
    }
    this.#searchStarts[kind] = cell;
    this.#reserve(this.#end);
    return this.#end;
  }

  /** Makes room for a node whose base is at most `base`, so that `base + label` is a cell for every label. */
  #reserve(base: number): void {
    const needed = base + this.#labelCount + 1;
    if (needed <= this.labels.length) return;
    const capacity = Math.max(needed, Math.ceil(this.labels.length * 1.5));
    this.labels = grown(this.labels, capacity, 0);
    this.bases = grown(this.bases, capacity, 0);
    this.tokenIds = grown(this.tokenIds, capacity, -1);
    const taken = new Uint8Array(capacity);
    taken.set(this.#baseTaken);
    this.#baseTaken = taken;
  }
}

function grown(array: Int32Array, capacity: number, filler: number): Int32Array {
  const larger = new Int32Array(capacity).fill(filler, array.length);
  larger.set(array);
  return larger;
}
