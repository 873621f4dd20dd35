import { InputError, type Tensor, tensor } from '@bertsmith/tensor';
import { type EncodedExamples, IGNORED_LABEL, type TargetColumn } from '../examples/encoded-examples.js';
import type { PlannedBatch } from './plan-batches.js';

/** A tensor of whole numbers, a row for each example and a column for each position. */
export type TokenTensor = Tensor<'int32', ['batch', 'sequence']>;

/** What a model is fed in one step. Shapes are `[batch, sequence]` unless it says otherwise. */
export interface Batch {
  /** Ids of the tokens, the padding token's id where there is none. */
  readonly inputIds: TokenTensor;
  /** 1 for a token, 0 for padding; where rows are packed, the number of the example of its row that a token belongs to, from 1. */
  readonly attentionMask: TokenTensor;
  /** 0 for the first text and for padding, 1 for the second text of a pair. */
  readonly tokenTypeIds: TokenTensor;
  /**
   * What a graph with a loss reads beside the tokens, by the names of its inputs: `labels`, `[batch]` for classes and numbers of rows,
   * `[batch, sequence]` for classes of tokens.
   */
  readonly targets: Readonly<Record<string, Tensor>>;
  /** How many terms the loss of this batch is the mean of: rows, or tokens with a label. */
  readonly lossWeight: number;
  /** `[batch]`: which row of the examples each row of the batch is; where rows are packed, which each of its examples is. */
  readonly rowNumbers: Int32Array;
  /** Tokens that are no padding: what throughput counts. */
  readonly realTokens: number;
  /** There when rows hold several examples: what a graph for packed rows reads beside the rest. */
  readonly packed?: PackedRows;
}

/** Where the examples of packed rows are. */
export interface PackedRows {
  /** `[batch, sequence]`: the place of each token in its example, from 0; 0 for padding. */
  readonly positionIds: TokenTensor;
  /**
   * `[examples]`: the place of each example's first token in the batch, `row * sequence + column`; -1 for entries that only fill up to a
   * multiple of 8. Targets of examples have the same places.
   */
  readonly exampleStarts: Tensor<'int32', ['examples']>;
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
export function collate(examples: EncodedExamples, planned: PlannedBatch): Batch {
  const { rowNumbers, sequenceLength } = planned;
  const size = rowNumbers.length * sequenceLength;
  const inputIds = new Int32Array(size).fill(examples.padTokenId);
  const attentionMask = new Int32Array(size);
  const tokenTypeIds = new Int32Array(size);
  let realTokens = 0;
  rowNumbers.forEach((row, position) => {
    const [from, to] = rowRange(examples, row, sequenceLength);
    const start = position * sequenceLength;
    const end = start + to - from;
    inputIds.set(examples.inputIds.subarray(from, to), start);
    attentionMask.fill(1, start, end);
    tokenTypeIds.fill(1, start + (examples.pairStarts[row] as number), end);
    realTokens += to - from;
  });
  const byToken = (data: Int32Array) => tensor('int32', [rowNumbers.length, sequenceLength], data) as Tensor;
  return {
    inputIds: byToken(inputIds) as TokenTensor,
    attentionMask: byToken(attentionMask) as TokenTensor,
    tokenTypeIds: byToken(tokenTypeIds) as TokenTensor,
    ...collateTargets(examples, planned),
    rowNumbers,
    realTokens,
  };
}

/** Where the tokens of a row are. @throws InputError when it is not there, or longer than `sequenceLength` */
export function rowRange({ offsets }: EncodedExamples, row: number, sequenceLength: number): readonly [number, number] {
  const [start, end] = [offsets[row], offsets[row + 1]];
  if (start !== undefined && end !== undefined && end - start <= sequenceLength) return [start, end];
  throw new InputError(
    `making a batch of length ${sequenceLength}: row ${row} is not there or longer; plan with the lengths of these examples`,
    { row, rows: offsets.length - 1, sequenceLength },
  );
}

function collateTargets(examples: EncodedExamples, planned: PlannedBatch): Pick<Batch, 'targets' | 'lossWeight'> {
  const targets: Record<string, Tensor> = {};
  let lossWeight = planned.rowNumbers.length;
  for (const [name, column] of Object.entries(examples.targets)) {
    const target = collateColumn(examples, column, planned);
    targets[name] = target;
    if (column.per === 'token') lossWeight = countLabels(target.data as Int32Array);
  }
  return { targets, lossWeight };
}

function collateColumn(examples: EncodedExamples, column: TargetColumn, planned: PlannedBatch): Tensor {
  const { rowNumbers, sequenceLength } = planned;
  if (column.per === 'row') {
    const data = new (column.data.constructor as Int32ArrayConstructor)(rowNumbers.length);
    for (const [position, row] of rowNumbers.entries()) data[position] = column.data[row] as number;
    return tensor(column.dtype as 'int32', [data.length], data) as Tensor;
  }
  const data = new Int32Array(rowNumbers.length * sequenceLength).fill(IGNORED_LABEL);
  for (const [position, row] of rowNumbers.entries()) {
    data.set(column.data.subarray(examples.offsets[row], examples.offsets[row + 1]), position * sequenceLength);
  }
  return tensor('int32', [rowNumbers.length, sequenceLength], data) as Tensor;
}

/** Tokens with a label. */
export function countLabels(labels: Int32Array): number {
  return labels.reduce((count, label) => count + Number(label !== IGNORED_LABEL), 0);
}
