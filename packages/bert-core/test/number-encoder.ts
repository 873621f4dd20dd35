import type { TextEncoder } from '../src/pipelines/text-classifier.js';

const [CLS, SEP] = [1, 2];

/** A tokenizer for texts of numbers, each of which is its own id: '7 8' is [CLS] 7 8 [SEP]. */
export const NUMBER_ENCODER: TextEncoder = {
  padTokenId: 0,
  encodeIds: (text, { maxLength }) => {
    const words = text.trim().split(/\s+/).map(Number);
    return Int32Array.of(CLS, ...words.slice(0, maxLength - 2), SEP);
  },
};
