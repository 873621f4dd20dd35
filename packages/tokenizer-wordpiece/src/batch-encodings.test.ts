import { expect, it } from 'vitest';
import { batchEncodings } from './batch-encodings.js';
import { parseTokenizerJson } from './formats/tokenizer-json-reader.js';
import { formatTokenizerJson } from './formats/tokenizer-json-writer.js';
import { WordPieceTokenizer } from './wordpiece-tokenizer.js';

const tokenizer = new WordPieceTokenizer({ vocabulary: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', ...'abc'] });
const { padTokenId } = tokenizer;

it('pads windows to a batch', () => {
  const windows = tokenizer.encodeWindows('a b c', { pair: 'c', maxLength: 6, truncation: 'only_first' });
  const batch = batchEncodings(windows, { padTokenId, paddingSide: 'left' });
  expect(batch.inputIds).toEqual(Int32Array.of(2, 4, 5, 3, 6, 3, 0, 2, 6, 3, 6, 3));
  expect(batch.tokenTypeIds).toEqual(Int32Array.of(0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1));
  expect(batch.specialTokensMask).toEqual(Int32Array.of(1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1));
  expect(batchEncodings(windows, { padTokenId, dtype: 'int64' }).lengths).toEqual(Int32Array.of(6, 5));
});

it('gives what encodeBatch gives', () => {
  const texts = ['a b', '', 'c'];
  const encodings = texts.map((text) => tokenizer.encode(text));
  expect(batchEncodings(encodings, { padTokenId, padToMultipleOf: 8 })).toEqual(
    tokenizer.encodeBatch(texts, { padToMultipleOf: 8 }),
  );
});

it('pads as the file says, when it is asked to', () => {
  const file = JSON.parse(formatTokenizerJson(tokenizer)) as object;
  const padding = { strategy: { Fixed: 5 }, direction: 'Left', pad_to_multiple_of: null, pad_id: 6, pad_type_id: 1 };
  const read = parseTokenizerJson(JSON.stringify({ ...file, padding: { ...padding, pad_token: 'c' } }));
  const batch = read.encodeBatch(['a'], { ...read.settings.storedPadding });
  expect(batch.inputIds).toEqual(Int32Array.of(6, 6, 2, 4, 3));
  expect(batch.tokenTypeIds).toEqual(Int32Array.of(1, 1, 0, 0, 0));
  expect(batch.specialTokensMask).toEqual(Int32Array.of(1, 1, 1, 0, 1));
});
