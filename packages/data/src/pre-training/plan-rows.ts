import { Float64List } from './float64-list.js';
import { RowFiller } from './row-filler.js';
import type { TokenizedCorpus } from './tokenized-corpus.js';

/** Where the rows of a corpus begin. Every token is in exactly one row: a row ends where the next one starts. */
export interface RowPlan {
  /** `[rows + 1]`: token at which each row starts; the last is the number of tokens. */
  readonly starts: Float64Array;
  /** `[rows + 1]`: the sentence that this token is in; the last is the number of sentences. */
  readonly firstSentences: Float64Array;
  /** `[rows]`: tokens of each row with the separators between documents, without the special tokens around it. */
  readonly lengths: Int32Array;
  /** `[documents]`: how many tokens come before the end of each. */
  readonly documentTokenEnds: Float64Array;
  /** `[documents]`: how many sentences come before the end of each. */
  readonly documentSentenceEnds: Float64Array;
}

/** How rows are filled. */
export interface RowPlanOptions {
  /** Tokens of a row at most, without the special tokens around it. */
  readonly capacity: number;
  readonly crossDocuments: boolean;
}

/** Ends that are read from disk at once: 512 kB. */
const CHUNK = 65_536;

/**
 * Reads the ends of all sentences once, and fills rows with them; a sentence longer than a row is cut.
 *
 * Takes 20 bytes of memory a row and 16 a document.
 */
export function planRows(corpus: TokenizedCorpus, { capacity, crossDocuments }: RowPlanOptions): RowPlan {
  const [starts, firstSentences, lengths] = [new Float64List(), new Float64List(), new Float64List()];
  const documentTokenEnds = new Float64List();
  const documentSentenceEnds = readDocumentEnds(corpus);
  const filler = new RowFiller(capacity, crossDocuments);
  let [sentence, token, document, beginsDocument] = [0, 0, 0, true];
  for (const end of sentenceEnds(corpus)) {
    for (; token < end; token = Math.min(end, token + capacity), beginsDocument = false) {
      const before = filler.filled;
      if (!filler.add(Math.min(capacity, end - token), beginsDocument)) continue;
      if (starts.length > 0) lengths.push(before);
      starts.push(token);
      firstSentences.push(sentence);
    }
    sentence++;
    if (sentence !== documentSentenceEnds[document]) continue;
    beginsDocument = true;
    document++;
    documentTokenEnds.push(end);
  }
  lengths.push(filler.filled);
  starts.push(token);
  firstSentences.push(sentence);
  return {
    starts: starts.toArray(),
    firstSentences: firstSentences.toArray(),
    lengths: Int32Array.from(lengths.toArray()),
    documentTokenEnds: documentTokenEnds.toArray(),
    documentSentenceEnds,
  };
}

function* sentenceEnds(corpus: TokenizedCorpus): Generator<number> {
  const { sentences } = corpus.counts;
  for (let start = 0; start < sentences; start += CHUNK) {
    yield* corpus.readSentenceEnds(start, Math.min(sentences, start + CHUNK));
  }
}

function readDocumentEnds(corpus: TokenizedCorpus): Float64Array {
  return corpus.readDocumentEnds(0, corpus.counts.documents);
}

/** The index of the first of ascending numbers that is greater than `value`. */
export function firstAbove(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
