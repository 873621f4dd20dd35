// Tasks: labelled data with a name.
export { wordnetNoun, loadWordnetNoun } from './wordnet/wordnet-noun.js';
export { BUILT_IN_TASKS, findTask } from './tasks/built-in-tasks.js';
export type {
  BadRowPolicy,
  QuestionAnsweringTask,
  SequenceClassificationTask,
  SequenceRegressionTask,
  SkippedRow,
  Task,
  TaskData,
  TaskLoadOptions,
  TokenClassificationTask,
} from './tasks/task.js';
export { isHeldOut } from './tasks/held-out-by-hash.js';
export { nearestName } from './tasks/nearest-name.js';

// Examples: rows of text, and their ids in columns.
export type { Answer, Example, QuestionExample, ScoredExample, TaggedExample } from './examples/example.js';
export type { SequenceEncoder } from './examples/sequence-encoder.js';
export { encodeExamples, type EncodeExamplesOptions } from './examples/encode-examples.js';
export { type EncodedExamples, rowLengths } from './examples/encoded-examples.js';

// Batches: rows of similar length, padded to few lengths.
export { assignBuckets, lengthBuckets } from './batching/length-buckets.js';
export {
  type BatchPlanOptions,
  type PlannedBatch,
  planEvaluationBatches,
  planTrainingBatches,
  type TrainingPlanOptions,
} from './batching/plan-batches.js';
export { type Batch, collate, type TokenTensor } from './batching/collate.js';

// Features: texts as sparse vectors.
export { type LearnedTerms, type TfidfOptions, TfidfVectorizer } from './features/tfidf-vectorizer.js';
export {
  formatTfidfVectorizer,
  parseTfidfVectorizer,
  TFIDF_VECTORIZER_FILE,
} from './features/tfidf-vectorizer-file.js';
export type { VocabularyOptions } from './features/vocabulary.js';
export { ANALYZERS, type Analyzer, type AnalyzerOptions, analyzeText } from './features/text-analyzer.js';
export { characterNgrams, characterNgramsWithinWords } from './features/character-ngrams.js';
export { type WordNgramOptions, wordNgrams } from './features/word-ngrams.js';
export type { SparseMatrix } from './features/sparse-matrix.js';
export { type ChiSquareScores, chiSquare } from './features/chi-square.js';
export { selectKBest } from './features/select-k-best.js';
export { selectColumns } from './features/select-columns.js';
export { collateFeatures, type FeatureBatch } from './features/collate-features.js';

// Baselines: what a language model is compared with.
export { majorityClass } from './baselines/majority-class.js';
export { LogisticRegression, type LogisticRegressionOptions } from './baselines/logistic-regression.js';
export { type TfidfClassifier, trainTfidfClassifier } from './baselines/tfidf-classifier.js';

// Random numbers from a seed.
export { Xoshiro128, type Xoshiro128State } from './random/xoshiro128.js';
export { shuffle, shuffledRows } from './random/shuffle.js';
