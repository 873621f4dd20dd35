/**
 * Byte-pair merging (Sennrich, Haddow, Birch 2016, "Neural Machine Translation of Rare Words with Subword Units",
 * algorithm 1) as the `WordPieceTrainer` of Hugging Face does it: join the most frequent pair of neighbours in all words,
 * and again, until there are tokens enough. (The WordPiece of Schuster and Nakajima 2012 would choose by likelihood.)
 *
 * Counts are kept up to date from the words that a merge changes, so a merge costs what it changes. A pair waits in the
 * queue with the count that it had; when its turn comes and the count has changed since, it goes back. As there, the
 * count of the merged pair itself is left as it was, which shows when later merges bring the same pair forth again.
 */

import type { SymbolWords } from './initial-vocabulary.js';
import { type Merge, MergeQueue } from './merge-queue.js';
import { PairTable } from './pair-table.js';
import { WordLists } from './word-lists.js';

/** When to stop, and how tokens are written. */
export interface MergeOptions {
  readonly vocabSize: number;
  /** A pair is merged if it occurs at least this often. */
  readonly minFrequency: number;
  readonly continuingSubwordPrefix: string;
}

/** Learns merges; appends each new token to `tokens` and shortens `words` in place. */
export function learnMerges(tokens: string[], words: SymbolWords, options: MergeOptions): void {
  new MergeLearner(tokens, words, options).learn();
}

class MergeLearner {
  readonly #tokens: string[];
  readonly #ids: Map<string, number>;
  readonly #words: SymbolWords;
  readonly #options: MergeOptions;
  readonly #pairs = new PairTable();
  readonly #queue = new MergeQueue();
  readonly #lists = new WordLists();
  /** The words in which each pair came up since the queue was last filled. */
  readonly #found = new Map<number, number>();

  constructor(tokens: string[], words: SymbolWords, options: MergeOptions) {
    this.#tokens = tokens;
    this.#ids = new Map(tokens.map((token, id) => [token, id]));
    this.#words = words;
    this.#options = options;
  }

  learn(): void {
    this.#countPairs();
    this.#queueFound();
    while (this.#tokens.length < this.#options.vocabSize) {
      const merge = this.#nextMerge();
      if (merge === undefined || merge.count < Math.max(1, this.#options.minFrequency)) return;
      const id = this.#idOf(merge);
      this.#lists.drain(merge.words, (word) => this.#mergeIn(word, merge, id));
      this.#queueFound();
    }
  }

  #countPairs(): void {
    const { symbols, starts, lengths } = this.#words;
    for (let word = 0; word < starts.length; word++) {
      const end = starts[word]! + lengths[word]! - 1;
      for (let at = starts[word]!; at < end; at++) this.#change(symbols[at]!, symbols[at + 1]!, word, 1);
    }
  }

  #change(left: number, right: number, word: number, sign: 1 | -1): void {
    const pair = this.#pairs.indexOf(left, right);
    this.#pairs.counts[pair]! += sign * this.#words.counts[word]!;
    if (sign > 0) this.#found.set(pair, this.#lists.add(this.#found.get(pair) ?? -1, word));
  }

  #queueFound(): void {
    for (const [pair, words] of this.#found) {
      const count = this.#pairs.counts[pair]!;
      const [left, right] = [this.#pairs.lefts[pair]!, this.#pairs.rights[pair]!];
      if (count > 0) this.#queue.push({ left, right, pair, count, words });
    }
    this.#found.clear();
  }

  /** The most frequent pair by the counts of now. */
  #nextMerge(): Merge | undefined {
    for (let merge = this.#queue.pop(); merge !== undefined; merge = this.#queue.pop()) {
      const count = this.#pairs.counts[merge.pair]!;
      if (merge.count === count) return merge;
      merge.count = count;
      this.#queue.push(merge);
    }
    return undefined;
  }

  /** The token that a pair makes, which other pairs may have made before. */
  #idOf({ left, right }: Merge): number {
    const prefix = this.#options.continuingSubwordPrefix;
    const rest = this.#tokens[right]!;
    const token = this.#tokens[left]! + (rest.startsWith(prefix) ? rest.slice(prefix.length) : rest);
    const known = this.#ids.get(token);
    if (known !== undefined) return known;
    this.#ids.set(token, this.#tokens.length);
    return this.#tokens.push(token) - 1;
  }

  /** Joins a pair everywhere in a word, from the left, and counts the neighbours that change. */
  #mergeIn(word: number, { left, right }: Merge, joined: number): void {
    const { symbols, starts, lengths } = this.#words;
    const start = starts[word]!;
    const end = start + lengths[word]!;
    let kept = start;
    for (let at = start; at < end; at++) {
      const isPair = symbols[at] === left && at + 1 < end && symbols[at + 1] === right;
      if (!isPair) {
        symbols[kept++] = symbols[at]!;
        continue;
      }
      if (kept > start) this.#replaceNeighbour(symbols[kept - 1]!, left, symbols[kept - 1]!, joined, word);
      symbols[kept++] = joined;
      at++;
      if (at + 1 < end) this.#replaceNeighbour(right, symbols[at + 1]!, joined, symbols[at + 1]!, word);
    }
    lengths[word] = kept - start;
  }

  #replaceNeighbour(oldLeft: number, oldRight: number, newLeft: number, newRight: number, word: number): void {
    this.#change(oldLeft, oldRight, word, -1);
    this.#change(newLeft, newRight, word, 1);
  }
}
