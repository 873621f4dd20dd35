/**
 * The configuration of a BERT (Devlin et al. 2019), under the names of Hugging Face's `BertConfig` in camelCase.
 */

import type { MatrixRanks } from './matrix-ranks.js';

/** Activations between the two feed-forward products, by Hugging Face's names. */
export const HIDDEN_ACTIVATIONS = ['gelu', 'gelu_new', 'relu'] as const;

/** One of {@link HIDDEN_ACTIVATIONS}. */
export type HiddenActivation = (typeof HIDDEN_ACTIVATIONS)[number];

/** What the labels of a sequence classifier mean, by Hugging Face's names. */
export const PROBLEM_TYPES = ['single_label_classification', 'multi_label_classification', 'regression'] as const;

/** One of {@link PROBLEM_TYPES}. */
export type ProblemType = (typeof PROBLEM_TYPES)[number];

/** Sizes and settings of a BERT. */
export interface BertConfig {
  /** Rows of the table of word embeddings. */
  readonly vocabSize: number;
  /** Width of the vectors between layers; a multiple of {@link numAttentionHeads}. */
  readonly hiddenSize: number;
  readonly numHiddenLayers: number;
  readonly numAttentionHeads: number;
  /** Width between the two feed-forward products. */
  readonly intermediateSize: number;
  readonly hiddenAct: HiddenActivation;
  /** The probability that an element of a hidden state is dropped in training, 0 to 1. */
  readonly hiddenDropoutProb: number;
  /** The probability that an attention weight is dropped in training, 0 to 1. */
  readonly attentionProbsDropoutProb: number;
  /** The probability that an element of what the classifier reads is dropped in training, 0 to 1; null: {@link hiddenDropoutProb}. */
  readonly classifierDropout: number | null;
  /** The longest sequence, in tokens. */
  readonly maxPositionEmbeddings: number;
  /** Kinds of segments; 2 for pairs of texts. */
  readonly typeVocabSize: number;
  /** The standard deviation of fresh weights. */
  readonly initializerRange: number;
  readonly layerNormEps: number;
  readonly padTokenId: number;
  /** Names of the classes, in order; a model without a classifier has none, a regression one for each number it gives. */
  readonly labels: readonly string[];
  /** What a sequence classifier's labels mean; null: a regression with one label, otherwise one label for each text. */
  readonly problemType: ProblemType | null;
  /** The heads that a layer lacks, by the layer's number: 2 of 12 pruned leave 10 of the same size. */
  readonly prunedHeads: Readonly<Record<number, readonly number[]>>;
  /** The width between the feed-forward products of each layer, where it is not {@link intermediateSize} in all of them. */
  readonly intermediateSizes: readonly number[] | null;
  /** Matrices that are a product of two thinner ones: their ranks, by the number of the layer and the end of their name. */
  readonly matrixRanks: MatrixRanks;
  /** Fields of a `config.json` that this library does not know; they are written back as they were. */
  readonly unknownFields: Readonly<Record<string, unknown>>;
}

/** What every published BERT has in common, and the sizes of BERT-base. */
export const DEFAULT_BERT_CONFIG: BertConfig = {
  vocabSize: 30_522,
  hiddenSize: 768,
  numHiddenLayers: 12,
  numAttentionHeads: 12,
  intermediateSize: 3072,
  hiddenAct: 'gelu',
  hiddenDropoutProb: 0.1,
  attentionProbsDropoutProb: 0.1,
  classifierDropout: null,
  maxPositionEmbeddings: 512,
  typeVocabSize: 2,
  initializerRange: 0.02,
  layerNormEps: 1e-12,
  padTokenId: 0,
  labels: [],
  problemType: null,
  prunedHeads: {},
  intermediateSizes: null,
  matrixRanks: {},
  unknownFields: {},
};
