// Configurations.
export {
  type BertConfig,
  DEFAULT_BERT_CONFIG,
  HIDDEN_ACTIVATIONS,
  type HiddenActivation,
} from './config/bert-config.js';
export { checkBertConfig, formatBertConfig, parseBertConfig } from './config/bert-config-json.js';
export { type BertPreset, PRESET_NAMES, presetConfig } from './config/bert-presets.js';

// Models.
export { BertForSequenceClassification } from './models/bert-for-sequence-classification.js';
export type { BertModelWithHead } from './models/bert-model.js';
export {
  type Classification,
  TextClassifier,
  type TextClassifierOptions,
  type TextEncoder,
} from './pipelines/text-classifier.js';

// Parameters.
export { bertParameters, linearParameters } from './parameters/bert-parameters.js';
export { initializeParameters } from './parameters/initialize-parameters.js';
export { namedParameters } from './parameters/named-parameters.js';

// Layers, for heads of your own.
export { crossEntropy } from './layers/cross-entropy.js';
export { type EncoderInputs, encoderInputs } from './layers/encoder-inputs.js';
export { encoder, firstTokenEncoder } from './layers/encoder.js';
export { firstTokens } from './layers/first-tokens.js';
export {
  createLayerContext,
  DROPOUT_KEY,
  type HiddenStates,
  type LayerContext,
  type Tokens,
} from './layers/layer-context.js';
export { layerNorm } from './layers/layer-norm.js';
export { linear } from './layers/linear.js';
export { pooler } from './layers/pooler.js';
