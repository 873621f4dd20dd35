/** A pair that may be merged, and the words in which it was found since it was last queued. */
export interface Merge {
  readonly left: number;
  readonly right: number;
  /** The number of the pair. */
  readonly pair: number;
  /** How often the pair stood in the words when this was queued. */
  count: number;
  /** A list of words. */
  readonly words: number;
}

/** A binary heap: the most frequent pair first, and of pairs equally frequent the one with the lower ids. */
export class MergeQueue {
  readonly #heap: Merge[] = [];

  push(merge: Merge): void {
    const heap = this.#heap;
    let at = heap.push(merge) - 1;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!isBefore(merge, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = merge;
  }

  pop(): Merge | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#sink(last);
    return first;
  }

  /** Puts a merge at the root and lets it sink to its place. */
  #sink(merge: Merge): void {
    const heap = this.#heap;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, merge)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = merge;
  }
}

function isBefore(a: Merge, b: Merge): boolean {
  if (a.count !== b.count) return a.count > b.count;
  return a.left === b.left ? a.right < b.right : a.left < b.left;
}
