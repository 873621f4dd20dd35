/**
 * TF-IDF: a text as a sparse vector of its terms, each weighed by how often the text has it and how few texts do.
 *
 * With `n` texts, of which `df(t)` contain term `t`, and `tf(t, d)` the occurrences of `t` in text `d`:
 *
 *     idf(t)  = ln((1 + n) / (1 + df(t))) + 1
 *     x(t, d) = tf(t, d) * idf(t)               with `sublinearTf`: (1 + ln tf(t, d)) * idf(t)
 *     x(d)    = x(d) / |x(d)|                   Euclidean norm; a text without known terms stays 0
 *
 * Idea: K. Spärck Jones, "A statistical interpretation of term specificity", Journal of Documentation 28, 1972. The
 * smoothed form and the defaults are those of scikit-learn's `TfidfVectorizer`; values equal its own to 1e-9.
 */
import { ConfigError, InputError, ShapeError } from '@bertsmith/tensor';
import { type SparseMatrix, SparseMatrixBuilder } from './sparse-matrix.js';
import { ANALYZERS, type AnalyzerOptions, analyzeText } from './text-analyzer.js';
import { selectTerms, type TermCount, type VocabularyOptions } from './vocabulary.js';

/** Settings with scikit-learn's names, in camelCase. */
export interface TfidfOptions extends AnalyzerOptions, VocabularyOptions {
  /** Let the weight of a term grow with the logarithm of its occurrences. Default false. */
  readonly sublinearTf?: boolean;
}

/** What a vectorizer learns. */
export interface LearnedTerms {
  /** In the order of their columns. */
  readonly terms: readonly string[];
  /** `[terms]`. */
  readonly idf: Float64Array;
}

/**
 * Learns the terms and their idf from texts, then turns texts into vectors.
 *
 * @example
 * const vectorizer = new TfidfVectorizer({ ngramRange: [1, 2], sublinearTf: true });
 * const training = vectorizer.fitTransform(['a black cat', 'a black dog']);
 * vectorizer.terms; // ['black', 'black cat', 'black dog', 'cat', 'dog']
 * vectorizer.transform(['the cat']).shape; // [1, 5]
 */
export class TfidfVectorizer {
  readonly #options: TfidfOptions;
  #terms: readonly string[] = [];
  #columns: ReadonlyMap<string, number> = new Map();
  #idf: Float64Array = new Float64Array(0);

  /** @throws ConfigError when an option is out of range */
  constructor(options: TfidfOptions = {}) {
    checkOptions(options);
    this.#options = options;
  }

  /**
   * A vectorizer that has learned already; what {@link parseTfidfVectorizer} makes of a file.
   *
   * @param learned the terms in the order of their columns, and the weight of each
   * @throws ConfigError when an option is out of range
   * @throws ShapeError when there is not one weight for each term
   */
  static fromTerms(learned: LearnedTerms, options: TfidfOptions = {}): TfidfVectorizer {
    const { terms, idf } = learned;
    if (terms.length !== idf.length) {
      const details = { terms: terms.length, idf: idf.length };
      throw new ShapeError(`TF-IDF: ${terms.length} terms have ${idf.length} weights, expected one for each`, details);
    }
    const vectorizer = new TfidfVectorizer(options);
    vectorizer.#learn(terms, idf);
    return vectorizer;
  }

  /** What it was made with. */
  get options(): TfidfOptions {
    return this.#options;
  }

  /** The terms of the columns, in the order of their code points; empty before {@link fit}. */
  get terms(): readonly string[] {
    return this.#terms;
  }

  /** The weight of each column's term, `[terms]`: from 1 (in every text) up. */
  get idf(): Float64Array {
    return this.#idf;
  }

  /**
   * Learns terms and weights.
   *
   * @throws InputError when the texts have no term that the options keep
   */
  fit(texts: readonly string[]): this {
    const counts = this.#countTerms(texts);
    const terms = selectTerms(counts, texts.length, this.#options);
    if (terms.length === 0) {
      throw new InputError(
        `fitting TF-IDF: ${texts.length} texts have ${counts.size} terms, of which minDf and maxDf keep none`,
        { texts: texts.length, terms: counts.size },
      );
    }
    const idfOf = (term: string) => Math.log((1 + texts.length) / (1 + documentsOf(counts, term))) + 1;
    this.#learn(terms, Float64Array.from(terms, idfOf));
    return this;
  }

  /**
   * The vectors of texts, `[texts, terms]`; terms that were not learned are passed over.
   *
   * @throws InputError when nothing was learned yet
   */
  transform(texts: readonly string[]): SparseMatrix {
    if (this.#terms.length === 0) throw new InputError('TF-IDF has learned no terms yet: call fit(texts) first');
    const builder = new SparseMatrixBuilder();
    for (const text of texts) {
      this.#addRow(text, builder);
      builder.endRow();
    }
    return builder.build(this.#terms.length);
  }

  /** {@link fit}, then {@link transform}, on the same texts. */
  fitTransform(texts: readonly string[]): SparseMatrix {
    return this.fit(texts).transform(texts);
  }

  #learn(terms: readonly string[], idf: Float64Array): void {
    this.#terms = terms;
    this.#columns = new Map(terms.map((term, column) => [term, column]));
    this.#idf = idf;
  }

  #countTerms(texts: readonly string[]): Map<string, TermCount> {
    const counts = new Map<string, TermCount>();
    for (const text of texts) {
      for (const [term, occurrences] of countOccurrences(analyzeText(text, this.#options))) {
        const count = counts.get(term);
        if (count === undefined) {
          counts.set(term, { documents: 1, occurrences });
        } else {
          count.documents++;
          count.occurrences += occurrences;
        }
      }
    }
    return counts;
  }

  #addRow(text: string, builder: SparseMatrixBuilder): void {
    const weights: [column: number, weight: number][] = [];
    let squares = 0;
    for (const [term, occurrences] of countOccurrences(analyzeText(text, this.#options))) {
      const column = this.#columns.get(term);
      if (column === undefined) continue;
      const frequency = this.#options.sublinearTf === true ? 1 + Math.log(occurrences) : occurrences;
      const weight = frequency * (this.#idf[column] as number);
      weights.push([column, weight]);
      squares += weight * weight;
    }
    weights.sort(([a], [b]) => a - b);
    const norm = Math.sqrt(squares);
    for (const [column, weight] of weights) builder.add(column, weight / norm);
  }
}

function documentsOf(counts: ReadonlyMap<string, TermCount>, term: string): number {
  return counts.get(term)?.documents ?? 0;
}

function countOccurrences(terms: readonly string[]): Map<string, number> {
  const occurrences = new Map<string, number>();
  for (const term of terms) occurrences.set(term, (occurrences.get(term) ?? 0) + 1);
  return occurrences;
}

function checkOptions(options: TfidfOptions): void {
  const { analyzer = 'word', ngramRange = [1, 1], minDf = 1, maxDf = 1, maxFeatures = 1 } = options;
  if (!ANALYZERS.includes(analyzer)) {
    throw new ConfigError(`analyzer is '${analyzer}', expected one of ${ANALYZERS.join(', ')}`, { analyzer });
  }
  const [shortest, longest] = ngramRange;
  if (!Number.isInteger(shortest) || !Number.isInteger(longest) || shortest < 1 || longest < shortest) {
    throw new ConfigError(`ngramRange is [${ngramRange.join(', ')}], expected whole numbers [from, to], from 1 up`, {
      ngramRange,
    });
  }
  for (const [name, value] of Object.entries({ minDf, maxDf })) {
    if (!(value >= 0) || (value > 1 && !Number.isInteger(value))) {
      throw new ConfigError(`${name} is ${value}, expected a share of the texts (0 to 1) or a whole number of them`, {
        [name]: value,
      });
    }
  }
  if (!Number.isInteger(maxFeatures) || maxFeatures < 1) {
    throw new ConfigError(`maxFeatures is ${maxFeatures}, expected a whole number from 1`, { maxFeatures });
  }
}
