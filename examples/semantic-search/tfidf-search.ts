/** Search by words: texts are near each other that have rare words in common. */
import { type SparseMatrix, TfidfVectorizer } from '@bertsmith/data';
import { highest, type SearchEngine } from './search-engine.js';

type Entry = readonly [row: number, value: number];

/** Indexes the texts by their words. */
export function createTfidfSearch(texts: readonly string[]): SearchEngine {
  const vectorizer = new TfidfVectorizer({ sublinearTf: true });
  const textsOfTerm = new Map<number, Entry[]>();
  for (const [text, term, value] of entriesOf(vectorizer.fitTransform(texts))) {
    const entries = textsOfTerm.get(term) ?? [];
    entries.push([text, value]);
    textsOfTerm.set(term, entries);
  }
  return async (queries, limit) => {
    const scores = queries.map(() => new Float32Array(texts.length));
    for (const [query, term, weight] of entriesOf(vectorizer.transform(queries))) {
      const ofQuery = scores[query] as Float32Array;
      for (const [text, value] of textsOfTerm.get(term) ?? [])
        ofQuery[text] = (ofQuery[text] as number) + weight * value;
    }
    return scores.map((ofQuery) => highest(ofQuery, limit));
  };
}

function* entriesOf({
  rowOffsets,
  columnIndices,
  values,
}: SparseMatrix): Generator<[row: number, column: number, value: number]> {
  for (let row = 0; row < rowOffsets.length - 1; row++) {
    for (let entry = rowOffsets[row] as number; entry < (rowOffsets[row + 1] as number); entry++) {
      yield [row, columnIndices[entry] as number, values[entry] as number];
    }
  }
}
