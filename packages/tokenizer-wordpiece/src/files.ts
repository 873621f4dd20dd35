/** Tokenizers and texts on disk: Node only. All else is in `@bertsmith/tokenizer-wordpiece`. */

export { type EncodeLinesOptions, encodeLines } from './files/encode-lines.js';
export { loadTokenizer } from './files/load-tokenizer.js';
export { readLines } from './files/read-lines.js';
export { saveTokenizer, tokenizerFiles } from './files/save-tokenizer.js';
