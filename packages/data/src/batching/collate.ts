import { InputError, type Tensor, tensor } from '@bertsmith/tensor';
import type { EncodedExamples } from '../examples/encoded-examples.js';
import type { PlannedBatch } from './plan-batches.js';

/** A tensor of whole numbers, a row for each example and a column for each position. */
export type TokenTensor = Tensor<'int32', ['batch', 'sequence']>;

/** What a model is fed in one step. Shapes are `[batch, sequence]` unless it says otherwise. */
export interface Batch {
  /** Ids of the tokens, the padding token's id where there is none. */
  readonly inputIds: TokenTensor;
  /** 1 for a token, 0 for padding. */
  readonly attentionMask: TokenTensor;
  /** 0 for the first text and for padding, 1 for the second text of a pair. */
  readonly tokenTypeIds: TokenTensor;
  /** `[batch]`: the class of each row. */
  readonly labels: Tensor<'int32', ['batch']>;
  /** `[batch]`: which row of the examples each row of the batch is. */
  readonly rowNumbers: Int32Array;
  /** Tokens that are no padding: what throughput counts. */
  readonly realTokens: number;
}

/**
 * Copies the rows of a planned batch into padded tensors.
 *
 * @throws InputError when a row is not there or does not fit into the planned length
 * @example
 * for (const planned of planEvaluationBatches({ lengths: rowLengths(examples), batchSize: 32, maxLength: 128 })) {
 *   const { inputIds, attentionMask } = collate(examples, planned);
 * }
 */
export function collate(examples: EncodedExamples, { rowNumbers, sequenceLength }: PlannedBatch): Batch {
  const shape = [rowNumbers.length, sequenceLength] as const;
  const size = rowNumbers.length * sequenceLength;
  const inputIds = new Int32Array(size).fill(examples.padTokenId);
  const attentionMask = new Int32Array(size);
  const tokenTypeIds = new Int32Array(size);
  let realTokens = 0;
  rowNumbers.forEach((row, position) => {
    const ids = rowIds(examples, row, sequenceLength);
    const start = position * sequenceLength;
    inputIds.set(ids, start);
    attentionMask.fill(1, start, start + ids.length);
    tokenTypeIds.fill(1, start + (examples.pairStarts[row] as number), start + ids.length);
    realTokens += ids.length;
  });
  return {
    inputIds: tensor('int32', shape, inputIds) as Tensor as TokenTensor,
    attentionMask: tensor('int32', shape, attentionMask) as Tensor as TokenTensor,
    tokenTypeIds: tensor('int32', shape, tokenTypeIds) as Tensor as TokenTensor,
    labels: collateLabels(examples.labels, rowNumbers),
    rowNumbers,
    realTokens,
  };
}

function rowIds({ inputIds, offsets }: EncodedExamples, row: number, sequenceLength: number): Int32Array {
  const [start, end] = [offsets[row], offsets[row + 1]];
  if (start === undefined || end === undefined || end - start > sequenceLength) {
    throw new InputError(
      `making a batch of length ${sequenceLength}: row ${row} is not there or longer; plan with the lengths of these examples`,
      { row, rows: offsets.length - 1, sequenceLength },
    );
  }
  return inputIds.subarray(start, end);
}

function collateLabels(labels: Int32Array, rowNumbers: Int32Array): Batch['labels'] {
  const data = rowNumbers.map((row) => labels[row] as number);
  return tensor('int32', [data.length], data) as Tensor as Batch['labels'];
}
