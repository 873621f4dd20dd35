import { isPunctuation, isWhitespace } from '../normalization/character-classes.js';
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
    const trie = new DoubleArrayTrie(buildLinkedTrie(model, this.alphabet), this.alphabet.unknownLabel + 1);
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

function buildLinkedTrie(model: WordPieceModel, alphabet: Alphabet): LinkedTrie {
  const { tokens, continuingSubwordPrefix: prefix } = model;
  const longest = tokens.reduce((length, token) => Math.max(length, token.length), 0);
  const capacity = tokens.reduce((sum, token) => sum + token.length, 0);
  const trie = new LinkedTrie(2 * capacity, alphabet.unknownLabel + 1);
  const labels = new Int32Array(longest);
  const separates = findSeparators(alphabet);
  const prefixLength = codePointsOf(prefix).length;
  tokens.forEach((token, id) => {
    const length = writeLabels(token, alphabet, labels);
    if (isOneWord(labels, 0, length, separates)) trie.insert(WORD_START, labels, 0, length, id);
    if (length > prefixLength && token.startsWith(prefix) && isOneWord(labels, prefixLength, length, separates)) {
      trie.insert(CONTINUATION, labels, prefixLength, length, id);
    }
  });
  return trie;
}

function writeLabels(token: string, alphabet: Alphabet, labels: Int32Array): number {
  let length = 0;
  for (let at = 0; at < token.length; at++) {
    const codePoint = token.codePointAt(at)!;
    labels[length++] = alphabet.labelOf(codePoint);
    if (codePoint > 0xffff) at++;
  }
  return length;
}

/** Which labels are of characters that never stand inside a word. */
function findSeparators(alphabet: Alphabet): Uint8Array {
  const separates = new Uint8Array(alphabet.unknownLabel + 1);
  for (const codePoint of alphabet.characters()) {
    if (isPunctuation(codePoint) || isWhitespace(codePoint)) separates[alphabet.labelOf(codePoint)] = 1;
  }
  return separates;
}

/** False for a token such as `[CLS]`, which no text can bring forth as one word: it would only fill the trie. */
function isOneWord(labels: Int32Array, from: number, to: number, separates: Uint8Array): boolean {
  if (to - from === 1) return true;
  for (let at = from; at < to; at++) {
    if (separates[labels[at]!] === 1) return false;
  }
  return true;
}
