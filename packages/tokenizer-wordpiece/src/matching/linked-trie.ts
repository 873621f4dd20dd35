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
  /** The roots have hundreds of children: theirs are found by label. */
  readonly #rootChildren = [new Map<number, number>(), new Map<number, number>()] as const;

  /** @param capacity - How many nodes there can be at most, beside the roots. */
  constructor(capacity: number) {
    this.firstChild = new Int32Array(capacity + 2);
    this.nextSibling = new Int32Array(capacity + 2);
    this.labels = new Int32Array(capacity + 2);
    this.tokenIds = new Int32Array(capacity + 2).fill(-1);
  }

  /** Adds the token spelled by `labels[from]` to `labels[to - 1]` below one of the roots. */
  insert(
    root: typeof WORD_START | typeof CONTINUATION,
    labels: Int32Array,
    from: number,
    to: number,
    id: number,
  ): void {
    let node = this.#rootChildOf(root, labels[from]!);
    for (let at = from + 1; at < to; at++) node = this.#childOf(node, labels[at]!) || this.#addChild(node, labels[at]!);
    this.tokenIds[node] = id;
  }

  #rootChildOf(root: typeof WORD_START | typeof CONTINUATION, label: number): number {
    const known = this.#rootChildren[root].get(label);
    if (known !== undefined) return known;
    const child = this.#addChild(root, label);
    this.#rootChildren[root].set(label, child);
    return child;
  }

  #childOf(node: number, label: number): number {
    let child = this.firstChild[node]!;
    while (child !== 0 && this.labels[child] !== label) child = this.nextSibling[child]!;
    return child;
  }

  #addChild(node: number, label: number): number {
    const child = this.size++;
    this.labels[child] = label;
    this.nextSibling[child] = this.firstChild[node]!;
    this.firstChild[node] = child;
    return child;
  }
}
