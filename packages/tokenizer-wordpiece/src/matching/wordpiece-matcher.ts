import { nonAsciiCharacters } from '../non-ascii-characters.js';
import { Alphabet } from './alphabet.js';
import { CONTINUATION, DoubleArrayTrie, NOT_EXPANDED, WORD_START } from './double-array-trie.js';
import { FailureLinks, NO_FAILURE } from './failure-links.js';

/** The WordPiece model: which pieces there are, and what a word without a cut becomes. */
export interface WordPieceModel {
  /** The tokens, each at its id. */
  readonly tokens: readonly string[];
  /** The characters of the tokens that are not ASCII, if they are known already. */
  readonly characters?: ReadonlySet<string>;
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
  readonly #trie: DoubleArrayTrie;
  readonly #links: FailureLinks;

  constructor(model: WordPieceModel) {
    this.#unkTokenId = model.unkTokenId;
    this.#maxCharacters = model.maxInputCharsPerWord;
    this.alphabet = new Alphabet(model.characters ?? nonAsciiCharacters(model.tokens));
    this.#trie = new DoubleArrayTrie(model.tokens, model.continuingSubwordPrefix, this.alphabet);
    this.#links = new FailureLinks(this.#trie);
  }

  /**
   * Writes the ids of the pieces of a word from `ids[at]` on; returns the index after them.
   *
   * @param word - The labels of the word, `count` of them. `ids` has room for as many.
   */
  match(word: Int32Array, count: number, ids: Int32Array, at: number): number {
    if (count > this.#maxCharacters) return this.#giveUp(ids, at);
    let { labels, bases } = this.#trie;
    let cell = WORD_START as number;
    let end = at;
    for (let index = 0; index < count; ) {
      const label = word[index]!;
      const child = bases[cell]! + label;
      if (labels[child] === label) {
        cell = child;
        index++;
      } else if (bases[cell] === NOT_EXPANDED) {
        this.#trie.expand(cell);
        ({ labels, bases } = this.#trie);
      } else {
        const failure = this.#links.failureOf(cell);
        if (failure === NO_FAILURE) return this.#giveUp(ids, at);
        end = this.#links.pop(cell, ids, end);
        cell = failure;
        ({ labels, bases } = this.#trie);
      }
    }
    return this.#finish(cell, ids, at, end);
  }

  /** Pops what the word has left in the trie: most often one token. */
  #finish(last: number, ids: Int32Array, at: number, from: number): number {
    const id = this.#trie.tokenIds[last]!;
    if (id >= 0) {
      ids[from] = id;
      return from + 1;
    }
    let end = from;
    for (let cell = last; cell !== CONTINUATION; ) {
      const failure = this.#links.failureOf(cell);
      if (failure === NO_FAILURE) return this.#giveUp(ids, at);
      end = this.#links.pop(cell, ids, end);
      cell = failure;
    }
    return end;
  }

  #giveUp(ids: Int32Array, at: number): number {
    ids[at] = this.#unkTokenId;
    return at + 1;
  }
}
