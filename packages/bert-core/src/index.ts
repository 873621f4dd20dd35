// Configurations.
export {
  type BertConfig,
  DEFAULT_BERT_CONFIG,
  HIDDEN_ACTIVATIONS,
  type HiddenActivation,
  PROBLEM_TYPES,
  type ProblemType,
} from './config/bert-config.js';
export { checkBertConfig, formatBertConfig, parseBertConfig } from './config/bert-config-json.js';
export { type BertPreset, PRESET_NAMES, presetConfig } from './config/bert-presets.js';

export {
  FACTORIZABLE_MATRICES,
  type FactorizableMatrix,
  type MatrixRanks,
  rankOf,
} from './config/matrix-ranks.js';
export { keepLayers } from './config/keep-layers.js';
export { attentionWidthOf, headSize, intermediateSizeOf, numHeadsOf } from './config/layer-sizes.js';

// Models.
export { BertForMaskedLM } from './models/bert-for-masked-lm.js';
export { BertForPreTraining } from './models/bert-for-pre-training.js';
export { BertForQuestionAnswering } from './models/bert-for-question-answering.js';
export { BertForSentenceEmbedding, type SentenceEmbeddingOptions } from './models/bert-for-sentence-embedding.js';
export { BertForSequenceClassification } from './models/bert-for-sequence-classification.js';
export { addLinearModel, type LinearModelShare } from './models/add-linear-model.js';
export {
  BertForSequenceClassificationWithFeatures,
  FEATURE_CLASSIFIER,
  type FeatureOptions,
} from './models/bert-for-sequence-classification-with-features.js';
export { BertForTokenClassification } from './models/bert-for-token-classification.js';
export { BertModel, type BertModelOptions } from './models/bert-model.js';
export type {
  BertInferenceModel,
  BertModelWithHead,
  InferenceGraphOptions,
  LossGraphOptions,
} from './models/bert-model-with-head.js';
export { BertBase, BertWithHead, type Outputs } from './models/bert-base.js';
export type { InitializeOptions } from './models/initialize-model.js';

// Pipelines: text in, answers out.
export {
  type AbortOptions,
  type BatchLimits,
  type BatchOutputs,
  type EncoderRunOptions,
  EncoderRunner,
  type EncoderRunnerOptions,
  type TokenRow,
} from './pipelines/encoder-runner.js';
export type { PipelineOptions, PipelineTokenizer, TextOrPair } from './pipelines/pipeline-options.js';
export type { SparseFeatures, SparseRows, TextVectorizer } from './pipelines/sparse-features.js';
export { type Classification, TextClassifier, type TextClassifierOptions } from './pipelines/text-classifier.js';
export { type Entity, type LabelledWord, mergeEntities } from './pipelines/merge-entities.js';
export {
  type TokenClassification,
  TokenClassifier,
  type TokenClassifierOptions,
} from './pipelines/token-classifier.js';
export {
  type Answer,
  type Question,
  QuestionAnswerer,
  type QuestionAnswererOptions,
} from './pipelines/question-answerer.js';
export { type Fill, type MaskedLanguageModel, MaskFiller, type MaskFillerOptions } from './pipelines/mask-filler.js';
export { SentenceEmbedder, type SentenceEmbedderOptions } from './pipelines/sentence-embedder.js';
export {
  FeatureExtractor,
  type FeatureExtractorOptions,
  type FeatureStreamOptions,
  type TokenFeatures,
} from './pipelines/feature-extractor.js';

export { readAnswer, type WindowAnswer } from './pipelines/read-answer.js';

// Parameters.
export {
  type BertParametersOptions,
  bertParameters,
  layerNormParameters,
  linearParameters,
} from './parameters/bert-parameters.js';
export { initializeParameters } from './parameters/initialize-parameters.js';
export { inferenceParameters } from './parameters/inference-parameters.js';
export { namedParameters } from './parameters/named-parameters.js';

// Losses.
export { requireProblemType, sequenceClassificationLoss } from './losses/sequence-classification-loss.js';
export { binaryCrossEntropy } from './losses/binary-cross-entropy.js';
export { crossEntropy } from './losses/cross-entropy.js';
export { maskedCrossEntropy, maskedTokens } from './losses/masked-cross-entropy.js';
export { type MaskedTargets, type MaskedTargetsOptions, maskedTargets } from './losses/masked-targets.js';
export { meanOfRows } from './losses/mean-of-rows.js';
export { meanSquaredError } from './losses/mean-squared-error.js';
export { positionCrossEntropy } from './losses/position-cross-entropy.js';
export { tokenCrossEntropy } from './losses/token-cross-entropy.js';

// Layers, for heads of your own.
export { type EncoderInputs, encoderInputs } from './layers/encoder-inputs.js';
export { encoder, firstTokenEncoder } from './layers/encoder.js';
export { firstTokens, type Texts } from './layers/first-tokens.js';
export { isExample, type PackedInputs, packedAttentionBias, refusePackedRows } from './layers/packed-inputs.js';
export {
  createLayerContext,
  DROPOUT_KEY,
  type HiddenStates,
  type LayerContext,
  type LayerContextOptions,
  type LayerTrace,
  type Tokens,
} from './layers/layer-context.js';
export { layerNorm } from './layers/layer-norm.js';
export { linear } from './layers/linear.js';
export { pooledLogits } from './layers/pooled-logits.js';
export { type FeatureInputs, featureInputs, sparseLinear } from './layers/sparse-linear.js';
export { maskedLmHead, maskedLmParameters } from './layers/masked-lm-head.js';
export { pooler } from './layers/pooler.js';
export { type AttentionValues, type EncoderValues, encoderValues } from './layers/encoder-values.js';
export { type ResidualSum, residualSums } from './layers/residual-sums.js';
export { normalizeRows, poolSentence, SENTENCE_POOLINGS, type SentencePooling } from './layers/sentence-pooling.js';
