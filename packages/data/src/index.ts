// Tasks: labelled data with a name.
export { wordnetNoun, loadWordnetNoun } from './wordnet/wordnet-noun.js';
export { BUILT_IN_TASKS, findTask } from './tasks/built-in-tasks.js';
export type {
  BadRowPolicy,
  LabelledTaskData,
  QuestionAnsweringTask,
  RowPlace,
  SequenceClassificationTask,
  SequenceRegressionTask,
  SkippedRow,
  Task,
  TaskData,
  TaskLoadOptions,
  TokenClassificationTask,
} from './tasks/task.js';
export type { TaskOfName } from './tasks/task-of-name.js';
export { isHeldOut } from './tasks/held-out-by-hash.js';
export { nearestName } from './tasks/nearest-name.js';

// Readers of published formats, and tasks over files of one's own.
export { GLUE_TASKS } from './glue/glue-tasks.js';
export { SQUAD_TASKS } from './squad/squad-tasks.js';
export { createNerTask, NER_TASK, type NerTaskOptions } from './conll/ner-task.js';
export { type ConvertTagsOptions, convertTags } from './conll/convert-tags.js';
export type { ConllFormat } from './conll/read-conll.js';
export type { TagScheme } from './conll/tag-scheme.js';
export { createTableTask, type TableTask, type TableTaskOptions } from './tables/table-task.js';
export type { TableFormat } from './tables/table-format.js';

// Examples: rows of text, and their ids in columns.
export type { Answer, Example, QuestionExample, ScoredExample, TaggedExample } from './examples/example.js';
export type {
  EncodedWindow,
  SequenceEncoder,
  WindowEncoder,
  WindowEncodingOptions,
} from './examples/sequence-encoder.js';
export { type ClassifiedExamples, encodeExamples, type EncodeExamplesOptions } from './examples/encode-examples.js';
export { type EncodedScoredExamples, encodeScoredExamples } from './examples/encode-scored-examples.js';
export {
  type EncodedTaggedExamples,
  encodeTaggedExamples,
  type EncodeTaggedExamplesOptions,
} from './examples/encode-tagged-examples.js';
export {
  type EncodedQuestionExamples,
  encodeQuestionExamples,
  type EncodeQuestionExamplesOptions,
} from './examples/encode-question-examples.js';
export {
  type EncodedExamples,
  IGNORED_LABEL,
  type RowClasses,
  rowCount,
  rowLengths,
  type RowNumbers,
  type TargetColumn,
  type TokenClasses,
} from './examples/encoded-examples.js';

// Batches: rows of similar length, padded to few lengths.
export { assignBuckets, lengthBuckets } from './batching/length-buckets.js';
export {
  type BatchPlanOptions,
  type PlannedBatch,
  planEvaluationBatches,
  planTrainingBatches,
  type TrainingPlanOptions,
} from './batching/plan-batches.js';
export { type Batch, collate, type PackedRows, type TokenTensor } from './batching/collate.js';
export { type BatchSource, type ExampleBatchOptions, exampleBatches } from './batching/batch-source.js';

// Packed batches: several examples in a row.
export { packExamples, type PackExamplesOptions } from './batching/pack-examples.js';
export {
  type PackedPlanOptions,
  type PlannedPackedBatch,
  planPackedBatches,
} from './batching/plan-packed-batches.js';
export { collatePacked } from './batching/collate-packed.js';
export { packedBatches } from './batching/packed-batches.js';

// Features: texts as sparse vectors.
export { type TfidfOptions, TfidfVectorizer } from './features/tfidf-vectorizer.js';
export type { VocabularyOptions } from './features/vocabulary.js';
export { type WordNgramOptions, wordNgrams } from './features/word-ngrams.js';
export type { SparseMatrix } from './features/sparse-matrix.js';

// Baselines: what a language model is compared with.
export { majorityClass } from './baselines/majority-class.js';
export { LogisticRegression, type LogisticRegressionOptions } from './baselines/logistic-regression.js';
export { type TfidfClassifier, trainTfidfClassifier } from './baselines/tfidf-classifier.js';

// Random numbers from a seed.
export { Xoshiro128, type Xoshiro128State } from './random/xoshiro128.js';
export { shuffle, shuffledRows } from './random/shuffle.js';
