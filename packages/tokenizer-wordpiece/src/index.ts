export { WordPieceTokenizer } from './wordpiece-tokenizer.js';
