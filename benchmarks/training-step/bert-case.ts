import { type BertConfig, BertForSequenceClassification, DEFAULT_BERT_CONFIG } from '@bertsmith/bert-core';
import type { Batch } from '@bertsmith/data';
import type { Tensor } from '@bertsmith/tensor';

/** Sizes of a model and a batch; the Python peer gets the same under the same names. */
export interface StepSizes {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly vocabulary: number;
  readonly batch: number;
  readonly sequence: number;
}

/** A fresh classifier. */
export function createModel(sizes: StepSizes, dropout = 0, seed = 1): BertForSequenceClassification {
  const config: BertConfig = {
    ...DEFAULT_BERT_CONFIG,
    vocabSize: sizes.vocabulary,
    hiddenSize: sizes.width,
    numHiddenLayers: sizes.layers,
    numAttentionHeads: sizes.heads,
    intermediateSize: sizes.intermediate,
    hiddenDropoutProb: dropout,
    attentionProbsDropoutProb: dropout,
    labels: ['no', 'yes'],
  };
  return BertForSequenceClassification.initialize(config, { seed });
}

/** The largest prime below 2^16: multiples of it modulo the vocabulary look random and touch many rows. */
const STRIDE = 65_521;

/** A batch without padding, whose tokens are spread over the vocabulary. */
export function createBatch({ batch, sequence, vocabulary }: StepSizes): Batch {
  const tokens = batch * sequence;
  const inputIds = Int32Array.from({ length: tokens }, (_, index) => (index * STRIDE) % vocabulary);
  const asTensor = (data: Int32Array, shape: readonly number[]): Tensor => ({ dtype: 'int32', shape, data });
  return {
    inputIds: asTensor(inputIds, [batch, sequence]) as Batch['inputIds'],
    attentionMask: asTensor(new Int32Array(tokens).fill(1), [batch, sequence]) as Batch['attentionMask'],
    tokenTypeIds: asTensor(new Int32Array(tokens), [batch, sequence]) as Batch['tokenTypeIds'],
    targets: {
      labels: asTensor(
        Int32Array.from({ length: batch }, (_, row) => row % 2),
        [batch],
      ),
    },
    lossWeight: batch,
    rowNumbers: Int32Array.from({ length: batch }, (_, row) => row),
    realTokens: tokens,
  };
}
