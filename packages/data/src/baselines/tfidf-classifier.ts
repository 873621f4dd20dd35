/**
 * The baseline that a language model must beat to be worth its while: TF-IDF of words and word pairs, and a linear
 * model over them. It trains in seconds and is hard to beat with few rows.
 */
import type { Example } from '../examples/example.js';
import { TfidfVectorizer } from '../features/tfidf-vectorizer.js';
import { LogisticRegression } from './logistic-regression.js';

/**
 * Chosen on `wordnet-noun`, on training rows only (those whose hash leaves 1 when divided by 10): accuracy 0.833 with
 * 30, 0.837 with 100, 0.840 with 300, 0.841 with 1000.
 */
const INVERSE_REGULARIZATION = 300;

/** The trained baseline: tells the class of a text, or of a pair of texts. */
export interface TfidfClassifier {
  /** From texts to the features that it reads. */
  readonly vectorizer: TfidfVectorizer;
  /** `[terms + 1, numLabels]`, row-major, the bias last. */
  readonly weights: Float64Array;
  /** What went worse than asked in training; empty when nothing did. */
  readonly warnings: readonly string[];
  /** The likeliest class of each row, `[rows]`; labels, where there are any, are not looked at. */
  predict(rows: readonly Omit<Example, 'label'>[]): Int32Array;
}

/**
 * Trains the TF-IDF baseline. Takes some ten seconds for `wordnet-noun`, all of them on the calling thread.
 *
 * @throws InputError when a label is out of range, or no text has a word
 * @example
 * const { train, validation } = await loadWordnetNoun();
 * const baseline = trainTfidfClassifier(train, 26);
 * const predictions = baseline.predict(validation);
 */
export function trainTfidfClassifier(examples: readonly Example[], numLabels: number): TfidfClassifier {
  const vectorizer = new TfidfVectorizer({ ngramRange: [1, 2], sublinearTf: true });
  const features = vectorizer.fitTransform(examples.map(joinedText));
  const labels = Int32Array.from(examples, ({ label }) => label);
  const model = new LogisticRegression({ numLabels, inverseRegularization: INVERSE_REGULARIZATION });
  model.fit(features, labels);
  return {
    vectorizer,
    weights: model.weights,
    warnings: model.warnings,
    predict: (rows) => model.predict(vectorizer.transform(rows.map(joinedText))),
  };
}

/** What the features of a row are made of: its text, and behind it the second one of a pair. */
export function joinedText({ text, pair }: Omit<Example, 'label'>): string {
  return pair === undefined ? text : `${text} ${pair}`;
}
