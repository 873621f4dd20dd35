/**
 * The tokens of a vocabulary as two tries, of first pieces and of continuing pieces, in typed arrays that take one
 * addition and one comparison a character (Aoe 1989, "An Efficient Digital Search Algorithm by Using a Double-Array
 * Structure").
 *
 * A node is a *cell*. Its child for label `l` is the cell `bases[node] + l`, if that cell holds `l`. No two nodes have
 * the same base, so holding the label is enough: it need not name its parent.
 *
 * Differs from Aoe in that a node is given its children when somebody first looks for one, as in a burst trie (Heinz,
 * Zobel, Williams 2002): until then it has a list of the tokens that lie below it. Most of a vocabulary is looked for
 * late or never, and a tokenizer is ready in half the time.
 */
import { lengthened } from '../growing-arrays.js';
import type { Alphabet } from './alphabet.js';

/** Cell where the first piece of a word starts. */
export const WORD_START = 0;
/** Cell where a continuing piece starts, after the prefix (`##`) that the vocabulary writes in front of it. */
export const CONTINUATION = 1;

/** Base of a cell that has not been given its children yet. No node has this base. */
export const NOT_EXPANDED = 0;
/** Base of a cell without children. No other node has this base. */
const LEAF = 1;
const FIRST_BASE = 2;

/** Cells that are tried one after another, before the search takes longer steps. */
const NEAR_ATTEMPTS = 32;

/** The trie. The roots are the cells {@link WORD_START} and {@link CONTINUATION}. */
export class DoubleArrayTrie {
  // `expand` may replace each of these arrays by a longer one.
  /** The label that each cell holds, 0 for a free one. */
  labels: Int32Array;
  /** The base of each cell. */
  bases: Int32Array;
  /** The token that ends in each cell, or -1. */
  tokenIds: Int32Array;
  /** The cell of the parent of each cell. */
  parents: Int32Array;

  readonly #tokens: readonly string[];
  readonly #alphabet: Alphabet;
  readonly #prefix: string;
  /** Where in its tokens the children of a cell have their characters, in UTF-16 code units. */
  #positions: Int32Array;
  /** The first token below a cell that has not been expanded, as an entry of `#nextBelow`; 0 for none. */
  #firstBelow: Int32Array;
  /** Lists of entries that end in 0. Token `i` has entry `i + 1` as a first piece, and another as a continuing one. */
  readonly #nextBelow: Int32Array;
  #baseTaken: Uint8Array;
  /** The entries of one expansion, by label. Empty between expansions. */
  readonly #belowLabel: Int32Array;
  /** The entry of one expansion whose token ends behind each label. Empty between expansions. */
  readonly #endsAtLabel: Int32Array;
  /** Where the search for room begins: for a node with one child, and for a node with more. */
  readonly #searchStarts: [one: number, more: number] = [FIRST_BASE, FIRST_BASE];
  /** The cell behind all nodes. */
  #end = FIRST_BASE;

  constructor(tokens: readonly string[], continuingSubwordPrefix: string, alphabet: Alphabet) {
    const capacity = 4 * (tokens.length + alphabet.labelCount);
    this.#tokens = tokens;
    this.#alphabet = alphabet;
    this.#prefix = continuingSubwordPrefix;
    this.labels = new Int32Array(capacity);
    this.bases = new Int32Array(capacity);
    this.tokenIds = new Int32Array(capacity).fill(-1);
    this.parents = new Int32Array(capacity);
    this.#positions = new Int32Array(capacity);
    this.#firstBelow = new Int32Array(capacity);
    this.#nextBelow = new Int32Array(2 * tokens.length + 1);
    this.#baseTaken = new Uint8Array(capacity);
    this.#belowLabel = new Int32Array(alphabet.labelCount);
    this.#endsAtLabel = new Int32Array(alphabet.labelCount);
    this.labels.fill(-1, 0, FIRST_BASE);
    this.#positions[CONTINUATION] = continuingSubwordPrefix.length;
  }

  /** The child of a cell for a label, or -1. */
  childOf(cell: number, label: number): number {
    if (this.bases[cell] === NOT_EXPANDED) this.expand(cell);
    const child = this.bases[cell]! + label;
    return this.labels[child] === label ? child : -1;
  }

  /** Gives a cell its children. */
  expand(cell: number): void {
    if (cell < FIRST_BASE) this.#listAll(cell);
    const found = this.#sortByLabel(cell);
    if (found.length === 0) this.bases[cell] = LEAF;
    else this.#placeChildren(cell, found);
  }

  #listAll(root: number): void {
    const tokens = this.#tokens;
    const nextBelow = this.#nextBelow;
    const prefix = root === CONTINUATION ? this.#prefix : '';
    const firstEntry = root === CONTINUATION ? tokens.length + 1 : 1;
    let last = 0;
    for (let id = 0; id < tokens.length; id++) {
      const token = tokens[id]!;
      if (token.length === prefix.length || !token.startsWith(prefix)) continue;
      nextBelow[firstEntry + id] = last;
      last = firstEntry + id;
    }
    this.#firstBelow[root] = last;
  }

  /** Sorts the tokens below a cell by their next character; returns the labels that there are. */
  #sortByLabel(cell: number): number[] {
    const [tokens, alphabet, nextBelow] = [this.#tokens, this.#alphabet, this.#nextBelow];
    const [belowLabel, endsAtLabel] = [this.#belowLabel, this.#endsAtLabel];
    const position = this.#positions[cell]!;
    const found: number[] = [];
    for (let entry = this.#firstBelow[cell]!; entry !== 0; ) {
      const following = nextBelow[entry]!;
      const token = tokens[(entry - 1) % tokens.length]!;
      const label = alphabet.labelOf(token.codePointAt(position)!);
      if (belowLabel[label] === 0 && endsAtLabel[label] === 0) found.push(label);
      if (positionAfter(token, position) === token.length) endsAtLabel[label] = entry;
      else {
        nextBelow[entry] = belowLabel[label]!;
        belowLabel[label] = entry;
      }
      entry = following;
    }
    return found;
  }

  #placeChildren(cell: number, found: readonly number[]): void {
    const base = this.#findBase(found);
    this.bases[cell] = base;
    this.#baseTaken[base] = 1;
    for (const label of found) {
      const child = base + label;
      const [below, ends] = [this.#belowLabel[label]!, this.#endsAtLabel[label]!];
      const anyToken = this.#tokens[this.#tokenOf(below || ends)]!;
      this.labels[child] = label;
      this.tokenIds[child] = this.#tokenOf(ends);
      this.parents[child] = cell;
      this.#firstBelow[child] = below;
      this.#positions[child] = positionAfter(anyToken, this.#positions[cell]!);
      this.#belowLabel[label] = 0;
      this.#endsAtLabel[label] = 0;
      this.#end = Math.max(this.#end, child + 1);
    }
  }

  /** The token of an entry; -1 for none. */
  #tokenOf(entry: number): number {
    return entry === 0 ? -1 : (entry - 1) % this.#tokens.length;
  }

  /**
   * First fit, from where the last search for as many children ended; crowded stretches are left behind for good. A node
   * that fits nowhere near looks further in steps that grow by an eighth, a hundred at most until it is behind all others:
   * so the time stays linear. What it skips is still ahead of the next search, or nodes whose children are spread over a
   * large alphabet would each leave most of an alphabet of cells free.
   */
  #findBase(found: readonly number[]): number {
    const lowest = found.reduce((lowest, label) => Math.min(lowest, label));
    const kind = found.length === 1 ? 0 : 1;
    const start = Math.max(this.#searchStarts[kind], lowest + FIRST_BASE);
    let cell = start;
    for (let attempt = 1, step = 1; ; attempt++) {
      this.#reserve(cell - lowest);
      if (this.#fits(cell - lowest, found)) break;
      if (attempt > NEAR_ATTEMPTS) step += Math.ceil(step / 8);
      cell = cell < this.#end ? Math.min(cell + step, this.#end) : cell + 1;
    }
    if (cell > start + NEAR_ATTEMPTS / 2) this.#searchStarts[kind] = Math.min(cell, start + NEAR_ATTEMPTS);
    return cell - lowest;
  }

  #fits(base: number, found: readonly number[]): boolean {
    return this.#baseTaken[base] === 0 && found.every((label) => this.labels[base + label] === 0);
  }

  /** Makes room for a node whose base is at most `base`, so that `base + label` is a cell for every label. */
  #reserve(base: number): void {
    const needed = base + this.#alphabet.labelCount + 1;
    if (needed <= this.labels.length) return;
    const capacity = Math.max(needed, Math.ceil(this.labels.length * 1.5));
    this.labels = lengthened(this.labels, capacity);
    this.bases = lengthened(this.bases, capacity);
    this.tokenIds = lengthened(this.tokenIds, capacity, -1);
    this.parents = lengthened(this.parents, capacity);
    this.#positions = lengthened(this.#positions, capacity);
    this.#firstBelow = lengthened(this.#firstBelow, capacity);
    this.#baseTaken = lengthened(this.#baseTaken, capacity);
  }
}

function positionAfter(token: string, position: number): number {
  return token.codePointAt(position)! > 0xffff ? position + 2 : position + 1;
}
