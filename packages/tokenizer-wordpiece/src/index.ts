// The tokenizer, and what it is made from.
export {
  type DecodeOptions,
  type TextInput,
  WordPieceTokenizer,
} from './wordpiece-tokenizer.js';
export type { TokenizerSettings, WordPieceTokenizerOptions } from './tokenizer-settings.js';
export { Vocabulary } from './vocabulary.js';
export { type AddedToken, specialToken } from './added-token.js';
export type { SpecialTokenNames } from './special-tokens.js';
export type { SequencePiece, SpecialPiece, Template, TemplatePiece } from './template.js';
export type { DecoderOptions } from './decode-tokens.js';
export type { StoredPadding, StoredTruncation } from './stored-parameters.js';

// Encoding.
export type {
  BatchOptions,
  EncodeOptions,
  PaddingOptions,
  PlacedEncodeOptions,
  Side,
  TextOrWords,
  WindowOptions,
} from './encode-options.js';
export type { Encoding, TokenRun } from './encoding.js';
export type { BatchEncoding } from './batch-encoding.js';
export { batchEncodings } from './batch-encodings.js';
export type { RaggedIds } from './ragged-ids.js';
export { toInt64 } from './int64.js';
export type { TruncationStrategy } from './truncation.js';

// Normalization.
export type { BertNormalizerOptions } from './normalization/bert-normalizer.js';

// Files of Hugging Face, as text; `@bertsmith/tokenizer-wordpiece/files` reads and writes them on disk.
export { parseTokenizerJson } from './formats/tokenizer-json-reader.js';
export { formatTokenizerJson } from './formats/tokenizer-json-writer.js';
export { formatVocabulary, parseVocabulary } from './formats/vocabulary-text.js';

// Training.
export { type TrainWordPieceOptions, trainWordPiece } from './training/train-wordpiece.js';
