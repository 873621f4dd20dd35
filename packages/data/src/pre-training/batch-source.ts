import type { Tensor } from '@bertsmith/tensor';

/** A batch for pre-training. */
export interface PreTrainingBatch {
  /** `[batch, sequence]`: ids, the padding token's where there is none. */
  readonly inputIds: Tensor<'int32', ['batch', 'sequence']>;
  /** `[batch, sequence]`: 1 for a token, 0 for padding. */
  readonly attentionMask: Tensor<'int32', ['batch', 'sequence']>;
  /** `[batch, sequence]`: 1 from the second segment of a pair on, 0 elsewhere. */
  readonly tokenTypeIds: Tensor<'int32', ['batch', 'sequence']>;
  /**
   * By the name of the graph's input: `labels`, `int32[batch, sequence]`, -100 where nothing is asked; for pairs
   * `next_sentence_label`, `int32[batch]`.
   */
  readonly targets: Readonly<Record<string, Tensor>>;
  /** How many tokens of the batch are to be guessed: the loss is their mean. */
  readonly lossWeight: number;
  /** `[batch]`: which row each row of the batch is. */
  readonly rowNumbers: Int32Array;
  /** Tokens that are no padding. */
  readonly realTokens: number;
}

/** Where training gets its batches: epoch by epoch, and from any batch of an epoch on. */
export interface PreTrainingBatchSource {
  /** Tells rows apart, of another corpus or made otherwise. */
  fingerprint(): string;
  /** Rows of an epoch. */
  readonly rowCount: number;
  /** Batches of an epoch, counted from 0. */
  batchCount(epoch: number): number;
  /** The batches of an epoch but the first `skip`, none of which is made. Default 0. */
  batches(epoch: number, skip?: number): Iterable<PreTrainingBatch>;
}
