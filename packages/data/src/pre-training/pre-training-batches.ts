import { ConfigError, type Tensor, tensor } from '@bertsmith/tensor';
import type { SynchronousBatchSource } from '../batching/batch-source.js';
import type { Batch } from '../batching/collate.js';
import { type PlannedBatch, planTrainingBatches } from '../batching/plan-batches.js';
import { IGNORED_LABEL } from '../examples/encoded-examples.js';
import type { MaskedLanguageModelRows } from './masked-language-model-rows.js';
import type { MaskedRow } from './masked-row.js';

/** How batches are made. */
export interface PreTrainingBatchOptions {
  /** Rows of a batch; the last of an epoch may have fewer. */
  readonly batchSize: number;
  /** What the order of the rows is drawn from: a whole number from 0. */
  readonly seed: number;
}

/**
 * Batches of rows of similar length, in an order that the seed and the epoch tell; a batch is made when it is asked for.
 *
 * @throws ConfigError for a batch size that is no whole number from 1
 * @example
 * const source = preTrainingBatches(rows, { batchSize: 32, seed: 42 });
 * for (const { inputIds, targets } of source.batches(0, 1000)) train(inputIds, targets.labels); // from step 1000 on
 */
export function preTrainingBatches(
  rows: MaskedLanguageModelRows,
  { batchSize, seed }: PreTrainingBatchOptions,
): SynchronousBatchSource {
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new ConfigError(`batchSize is ${batchSize}, expected a whole number from 1`, { batchSize });
  }
  const { lengths } = rows;
  const { maxLength } = rows.options;
  return {
    fingerprint: () => rows.fingerprint(),
    rowCount: rows.rowCount,
    batchCount: () => Math.ceil(rows.rowCount / batchSize),
    *batches(epoch, skip = 0) {
      const plan = planTrainingBatches({ lengths, batchSize, maxLength, seed, epoch });
      for (const planned of plan.slice(skip)) yield collateRows(rows, epoch, planned);
    },
  };
}

function collateRows(rows: MaskedLanguageModelRows, epoch: number, planned: PlannedBatch): Batch {
  const { rowNumbers, sequenceLength } = planned;
  const made = Array.from(rowNumbers, (row) => rows.row(epoch, row));
  const pad = (pick: (row: MaskedRow) => Int32Array, padding: number) =>
    padRows(made.map(pick), sequenceLength, padding);
  const targets: Record<string, Tensor> = { labels: pad(({ labels }) => labels, IGNORED_LABEL) };
  if (rows.options.nextSentencePrediction === true) {
    const labels = Int32Array.from(made, ({ nextSentenceLabel }) => nextSentenceLabel as number);
    targets.next_sentence_label = tensor('int32', [labels.length], labels);
  }
  return {
    inputIds: pad(({ inputIds }) => inputIds, rows.vocabulary.padTokenId),
    attentionMask: pad(({ inputIds }) => new Int32Array(inputIds.length).fill(1), 0),
    tokenTypeIds: pad(({ tokenTypeIds }) => tokenTypeIds, 0),
    targets,
    lossWeight: made.reduce((sum, { labels }) => sum + countAsked(labels), 0),
    rowNumbers,
    realTokens: made.reduce((sum, { inputIds }) => sum + inputIds.length, 0),
  };
}

function countAsked(labels: Int32Array): number {
  return labels.reduce((count, label) => (label === IGNORED_LABEL ? count : count + 1), 0);
}

function padRows(rows: readonly Int32Array[], length: number, padding: number): Batch['inputIds'] {
  const data = new Int32Array(rows.length * length).fill(padding);
  rows.forEach((row, index) => {
    data.set(row, index * length);
  });
  return tensor('int32', [rows.length, length], data) as Tensor as Batch['inputIds'];
}
