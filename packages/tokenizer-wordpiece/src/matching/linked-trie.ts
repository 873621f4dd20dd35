/** Node where the first piece of a word starts. */
export const WORD_START = 0;
/** Node where a continuing piece starts, after the prefix (`##`) that the vocabulary writes in front of it. */
export const CONTINUATION = 1;

/**
 * The tokens of a vocabulary as two tries, of first pieces and of continuing pieces, in the form that is quick to build:
 * each node knows its first child and its next sibling. `DoubleArrayTrie` is the form that is quick to walk.
 */
export class LinkedTrie {
  /** Nodes so far, the two roots included. */
  size = 2;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  readonly labels: Int32Array;
  /** The token that ends at each node, or -1. */
  readonly tokenIds: Int32Array;
  /** The roots have hundreds of children: theirs are found by label. There are no more labels than characters. */
  readonly #rootChildren: readonly [Int32Array, Int32Array];

  /** @param capacity - How many nodes there can be at most, beside the roots. */
  constructor(capacity: number, labelCount: number) {
    this.firstChild = new Int32Array(capacity + 2);
    this.nextSibling = new Int32Array(capacity + 2);
    this.labels = new Int32Array(capacity + 2);
    this.tokenIds = new Int32Array(capacity + 2).fill(-1);
    this.#rootChildren = [new Int32Array(labelCount), new Int32Array(labelCount)];
  }

  /** Adds the token spelled by `labels[from]` to `labels[to - 1]` below one of the roots. */
  insert(
    root: typeof WORD_START | typeof CONTINUATION,
    labels: Int32Array,
    from: number,
    to: number,
    id: number,
  ): void {
    // All in one loop, without calls: a vocabulary is inserted once, before the engine has compiled anything.
    const { firstChild, nextSibling } = this;
    const known = this.labels;
    const rootChildren = this.#rootChildren[root];
    let node: number = root;
    for (let at = from; at < to; at++) {
      const label = labels[at]!;
      let child = at === from ? rootChildren[label]! : firstChild[node]!;
      if (at > from) while (child !== 0 && known[child] !== label) child = nextSibling[child]!;
      if (child === 0) {
        child = this.size++;
        known[child] = label;
        nextSibling[child] = firstChild[node]!;
        firstChild[node] = child;
        if (at === from) rootChildren[label] = child;
      }
      node = child;
    }
    this.tokenIds[node] = id;
  }
}
