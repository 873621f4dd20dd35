// Tasks: labelled data with a name.
export { wordnetNoun, loadWordnetNoun } from './wordnet/wordnet-noun.js';
export { loadWordnetGlosses, type WordnetGlosses } from './wordnet/load-wordnet-glosses.js';
export { locateGlossWord } from './wordnet/locate-gloss-word.js';
export type { PartOfSpeech, WordnetGloss } from './wordnet/parse-gloss-line.js';
export { LEXICOGRAPHER_FILES, type LexicographerFile } from './wordnet/lexicographer-files.js';
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
export {
  type BatchSource,
  type ExampleBatchOptions,
  exampleBatches,
  type SynchronousBatchSource,
} from './batching/batch-source.js';

// Corpora: documents one after another, from folders of text and Wikipedia dumps.
export {
  type Corpus,
  type CorpusCounts,
  type CorpusDefinition,
  type CountLeftOut,
  corpusOf,
  createCorpus,
  type Document,
} from './corpora/corpus.js';
export { type PlainTextOptions, readPlainText } from './corpora/read-plain-text.js';
export type { TextLayout } from './corpora/text-layout.js';
export type { BadUtf8Policy } from './corpora/decode-utf8.js';
export { readWikipediaDump, type WikipediaDumpOptions } from './wikipedia/read-wikipedia-dump.js';
export { type StripMarkupOptions, stripMarkup } from './wikipedia/strip-markup.js';
export { decodeBzip2 } from './bzip2/decode-bzip2.js';

// Cleaning: what makes texts comparable, and what leaves some of them out.
export { type NormalizeTextOptions, normalizeText, type UnicodeForm } from './cleaning/normalize-text.js';
export { normalizeCorpus } from './cleaning/normalize-corpus.js';
export { type DeduplicateOptions, deduplicateCorpus } from './cleaning/deduplicate-corpus.js';
export { estimateResemblance, MinHash, type MinHashOptions } from './cleaning/min-hash.js';
export { NearDuplicateIndex } from './cleaning/near-duplicate-index.js';
export {
  type MissingColumnReport,
  type MissingPolicy,
  type MissingValueOptions,
  type TreatedRows,
  treatMissingValues,
} from './cleaning/treat-missing-values.js';
export { holdOutDocuments, type SplitCorpus } from './cleaning/hold-out-documents.js';
export { type SplitRows, type StratifiedSplitOptions, stratifiedSplit } from './cleaning/stratified-split.js';
export { classWeights } from './cleaning/class-weights.js';

// Pre-training: a corpus in tokens on disk, and masked rows of it.
export { splitSentences } from './pre-training/split-sentences.js';
export {
  type CorpusTokenizer,
  describeVocabulary,
  type LanguageModelVocabulary,
} from './pre-training/language-model-vocabulary.js';
export {
  type WriteTokenizedCorpusOptions,
  type WrittenCorpus,
  writeTokenizedCorpus,
} from './pre-training/write-tokenized-corpus.js';
export { openTokenizedCorpus, type TokenizedCorpus } from './pre-training/tokenized-corpus.js';
export type {
  TokenElement,
  TokenizedCorpusCounts,
  TokenizedCorpusHeader,
} from './pre-training/tokenized-corpus-format.js';
export { type MaskingOptions, maskTokens } from './pre-training/mask-tokens.js';
export { type MaskedLanguageModelOptions, MaskedLanguageModelRows } from './pre-training/masked-language-model-rows.js';
export { type MaskedExamplesOptions, maskedExamples } from './pre-training/masked-examples.js';
export type { MaskedRow } from './pre-training/masked-row.js';
export { type StreamedRow, type StreamedRowOptions, streamMaskedRows } from './pre-training/stream-masked-rows.js';
export { type PreTrainingBatchOptions, preTrainingBatches } from './pre-training/pre-training-batches.js';
export { shuffleStream } from './pre-training/shuffle-stream.js';

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
