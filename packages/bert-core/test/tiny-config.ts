import { type BertConfig, DEFAULT_BERT_CONFIG } from '../src/config/bert-config.js';

/** A model small enough for the reference interpreter: two layers of width 8, without dropout. */
export const TINY_CONFIG: BertConfig = {
  ...DEFAULT_BERT_CONFIG,
  vocabSize: 12,
  hiddenSize: 8,
  numHiddenLayers: 2,
  numAttentionHeads: 2,
  intermediateSize: 10,
  maxPositionEmbeddings: 6,
  initializerRange: 0.3,
  hiddenDropoutProb: 0,
  attentionProbsDropoutProb: 0,
  labels: ['no', 'yes', 'maybe'],
};
