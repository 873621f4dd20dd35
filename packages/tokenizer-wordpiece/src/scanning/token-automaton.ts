/**
 * Finds the longest token that begins at a place, for one place after another, without reading the text over for each.
 *
 * The tokens are a trie; each node knows the longest proper suffix of its path that is a path too (Aho and Corasick 1975,
 * "Efficient String Matching: An Aid to Bibliographic Search"). One node is therefore all that has to be kept between
 * places: it says where the earliest token begins that the characters read so far may still become.
 *
 * Characters are read twice only behind a token that a longer one, unfinished, made the automaton read over.
 */
import type { AddedToken } from '../added-token.js';

interface Node {
  readonly depth: number;
  readonly next: Map<number, Node>;
  /** The node of the longest proper suffix; none for the root. */
  shorter: Node | undefined;
  token: AddedToken | undefined;
  /** The longest suffix that is a token: the node itself, or one of those that `shorter` leads to. */
  longest: Node | undefined;
}

/** The automaton, and how far it has read. */
export class TokenAutomaton {
  readonly #root = createNode(0);
  #node = this.#root;
  /** The code unit that is read next. */
  #end = 0;
  /** The leftmost token that has been read and not been taken. */
  #found: Node | undefined;
  #foundStart = Number.POSITIVE_INFINITY;

  /** @param tokens - Of two with the same content, the first counts. */
  constructor(tokens: readonly AddedToken[]) {
    for (const token of tokens) this.#insert(token);
    const queue = [this.#root];
    for (const node of queue) {
      for (const [unit, child] of node.next) {
        child.shorter = followed(node.shorter, unit) ?? this.#root;
        child.longest = child.token ? child : child.shorter.longest;
        queue.push(child);
      }
    }
  }

  /** Goes back to the beginning, of the same text or another. */
  restart(at = 0): void {
    this.#node = this.#root;
    this.#end = at;
    this.#found = undefined;
    this.#foundStart = Number.POSITIVE_INFINITY;
  }

  /** The longest token at `at`. Places must come in order; after a token, its characters are no places any more. */
  tokenAt(text: string, at: number): AddedToken | undefined {
    if (this.#foundStart < at || this.#end - this.#node.depth < at) this.restart(at);
    while (this.#end - this.#node.depth <= at && this.#end < text.length) this.#read(text.charCodeAt(this.#end++));
    if (this.#end === text.length) this.#node = this.#root;
    if (this.#foundStart !== at) return undefined;
    const found = this.#found!;
    this.restart(at + found.depth);
    return found.token;
  }

  /** True if a token may have begun in a text without being at its end. */
  isOpenAfter(text: string): boolean {
    this.restart();
    for (let at = 0; at < text.length; at++) this.#read(text.charCodeAt(at));
    const isOpen = this.#node !== this.#root;
    this.restart();
    return isOpen;
  }

  #read(unit: number): void {
    this.#node = followed(this.#node, unit) ?? this.#root;
    const { longest } = this.#node;
    if (longest === undefined || this.#end - longest.depth > this.#foundStart) return;
    this.#found = longest;
    this.#foundStart = this.#end - longest.depth;
  }

  #insert(token: AddedToken): void {
    let node = this.#root;
    for (let at = 0; at < token.content.length; at++) {
      const unit = token.content.charCodeAt(at);
      if (!node.next.has(unit)) node.next.set(unit, createNode(at + 1));
      node = node.next.get(unit)!;
    }
    node.token ??= token;
  }
}

function createNode(depth: number): Node {
  return { depth, next: new Map(), shorter: undefined, token: undefined, longest: undefined };
}

/** Where a character leads from a node, or else from the longest suffix that it leads anywhere from. */
function followed(from: Node | undefined, unit: number): Node | undefined {
  let node = from;
  while (node !== undefined && !node.next.has(unit)) node = node.shorter;
  return node?.next.get(unit);
}
