import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { expect, it } from 'vitest';
import { collate } from '../batching/collate.js';
import { planEvaluationBatches } from '../batching/plan-batches.js';
import { encodeExamples } from './encode-examples.js';
import { rowLengths } from './encoded-examples.js';
import type { SequenceEncoder } from './sequence-encoder.js';

const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'large', 'cat', '##s'];

it('a WordPiece tokenizer is an encoder: texts, pairs, truncation and padding', () => {
  const tokenizer: SequenceEncoder = new WordPieceTokenizer({ vocabulary });
  const examples = [
    { text: 'A large cat', pair: 'cats', label: 1 },
    { text: 'a cat', label: 0 },
    { text: 'a large large large large large large cat', label: 1 },
  ];
  const encoded = encodeExamples(examples, tokenizer, { maxLength: 8, numLabels: 2 });
  expect([...rowLengths(encoded)]).toEqual([8, 4, 8]);
  expect([...encoded.pairStarts]).toEqual([5, 4, 8]);
  const [planned] = planEvaluationBatches({ lengths: rowLengths(encoded), batchSize: 4, maxLength: 8 });
  const batch = collate(encoded, planned as NonNullable<typeof planned>);
  expect([...batch.rowNumbers]).toEqual([1, 0, 2]);
  expect(batch.inputIds.data).toEqual(
    Int32Array.from([
      ...[2, 5, 7, 3, 0, 0, 0, 0], // [CLS] a cat [SEP]
      ...[2, 5, 6, 7, 3, 7, 8, 3], // [CLS] a large cat [SEP] cat ##s [SEP]
      ...[2, 5, 6, 6, 6, 6, 6, 3], // [CLS] a large large large large large [SEP]
    ]),
  );
  expect([...batch.tokenTypeIds.data.subarray(8, 16)]).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
});
