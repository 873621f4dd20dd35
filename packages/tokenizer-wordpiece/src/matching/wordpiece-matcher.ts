import { codePointsOf } from '../normalization/decomposition.js';
import { Alphabet } from './alphabet.js';
import { DoubleArrayTrie } from './double-array-trie.js';
import { FailureLinks, NO_FAILURE } from './failure-links.js';
import { CONTINUATION, LinkedTrie, WORD_START } from './linked-trie.js';

/** The WordPiece model: which pieces there are, and what a word without a cut becomes. */
export interface WordPieceModel {
  /** The tokens, each at its id. */
  readonly tokens: readonly string[];
  readonly unkTokenId: number;
  /** What the vocabulary writes in front of a piece that continues a word. */
  readonly continuingSubwordPrefix: string;
  /** A word of more characters (code points, after normalization) than this is unknown. */
  readonly maxInputCharsPerWord: number;
}

/**
 * Cuts a word into the longest piece that begins it, the longest that begins the rest, and so on; the whole word is
 * unknown when some rest begins with no piece. One pass, whatever the word; see `failure-links.ts`.
 */
export class WordPieceMatcher {
  /** The labels of characters in words to be matched. */
  readonly alphabet: Alphabet;
  readonly #unkTokenId: number;
  readonly #maxCharacters: number;
  readonly #labels: Int32Array;
  readonly #bases: Int32Array;
  readonly #tokenIds: Int32Array;
  readonly #links: FailureLinks;
  readonly #failures: Int32Array;

  constructor(model: WordPieceModel) {
    this.alphabet = new Alphabet(model.tokens);
    this.#unkTokenId = model.unkTokenId;
    this.#maxCharacters = model.maxInputCharsPerWord;
    const linked = buildLinkedTrie(model, this.alphabet);
    const trie = new DoubleArrayTrie(linked, this.alphabet.labelCount);
    this.#labels = trie.labels;
    this.#bases = trie.bases;
    this.#tokenIds = trie.tokenIds;
    this.#links = new FailureLinks(trie);
    this.#failures = this.#links.failures;
  }

  /**
   * Writes the ids of the pieces of a word from `ids[at]` on; returns the index after them.
   *
   * @param word - The labels of the word, `count` of them. `ids` has room for as many.
   */
  match(word: Int32Array, count: number, ids: Int32Array, at: number): number {
    if (count > this.#maxCharacters) return this.#giveUp(ids, at);
    const labels = this.#labels;
    const bases = this.#bases;
    let cell = WORD_START as number;
    let end = at;
    for (let index = 0; index < count; ) {
      const label = word[index]!;
      const child = bases[cell]! + label;
      if (labels[child] === label) {
        cell = child;
        index++;
      } else {
        if (this.#failures[cell] === NO_FAILURE) return this.#giveUp(ids, at);
        end = this.#links.pop(cell, ids, end);
        cell = this.#failures[cell]!;
      }
    }
    return this.#finish(cell, ids, at, end);
  }

  /** Pops what the word has left in the trie: most often one token. */
  #finish(last: number, ids: Int32Array, at: number, from: number): number {
    const id = this.#tokenIds[last]!;
    if (id >= 0) {
      ids[from] = id;
      return from + 1;
    }
    let end = from;
    for (let cell = last; cell !== CONTINUATION; cell = this.#failures[cell]!) {
      if (this.#failures[cell] === NO_FAILURE) return this.#giveUp(ids, at);
      end = this.#links.pop(cell, ids, end);
    }
    return end;
  }

  #giveUp(ids: Int32Array, at: number): number {
    ids[at] = this.#unkTokenId;
    return at + 1;
  }
}

function buildLinkedTrie({ tokens, continuingSubwordPrefix: prefix }: WordPieceModel, alphabet: Alphabet): LinkedTrie {
  let longest = 0;
  let total = 0;
  for (const { length } of tokens) {
    longest = Math.max(longest, length);
    total += length;
  }
  const trie = new LinkedTrie(2 * total, alphabet.labelCount);
  const labels = new Int32Array(longest);
  const prefixLength = codePointsOf(prefix).length;
  for (let id = 0; id < tokens.length; id++) {
    const token = tokens[id]!;
    const length = alphabet.spell(token, labels);
    if (alphabet.isOneWord(labels, 0, length)) trie.insert(WORD_START, labels, 0, length, id);
    if (length > prefixLength && token.startsWith(prefix) && alphabet.isOneWord(labels, prefixLength, length)) {
      trie.insert(CONTINUATION, labels, prefixLength, length, id);
    }
  }
  return trie;
}
