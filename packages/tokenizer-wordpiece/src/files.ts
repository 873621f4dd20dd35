/** Tokenizers on disk, in the files of Hugging Face: Node only. All else is in `@bertsmith/tokenizer-wordpiece`. */
export { loadTokenizer } from './files/load-tokenizer.js';
export { saveTokenizer } from './files/save-tokenizer.js';
