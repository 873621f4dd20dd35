/** Similarity without a language model: how many words two texts have in common, rare ones counting more. */
import { type ScoredExample, type SparseMatrix, TfidfVectorizer } from '@bertsmith/data';

/** The cosine of the TF-IDF vectors of each pair; words are counted in the training texts. */
export function wordOverlap(train: readonly ScoredExample[], pairs: readonly ScoredExample[]): number[] {
  const vectorizer = new TfidfVectorizer({ sublinearTf: true });
  vectorizer.fit(train.flatMap(({ text, pair = '' }) => [text, pair]));
  const first = vectorizer.transform(pairs.map(({ text }) => text));
  const second = vectorizer.transform(pairs.map(({ pair = '' }) => pair));
  return pairs.map((_, row) => {
    const weights = new Map(entriesOf(first, row));
    return entriesOf(second, row).reduce((sum, [term, value]) => sum + value * (weights.get(term) ?? 0), 0);
  });
}

function entriesOf({ rowOffsets, columnIndices, values }: SparseMatrix, row: number): (readonly [number, number])[] {
  const [start, end] = [rowOffsets[row] as number, rowOffsets[row + 1] as number];
  return Array.from(columnIndices.subarray(start, end), (term, entry) => [term, values[start + entry] as number]);
}
