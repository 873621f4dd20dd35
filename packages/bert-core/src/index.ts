export {
  type BertConfig,
  DEFAULT_BERT_CONFIG,
  HIDDEN_ACTIVATIONS,
  type HiddenActivation,
} from './config/bert-config.js';
export { checkBertConfig, formatBertConfig, parseBertConfig } from './config/bert-config-json.js';
export { type BertPreset, PRESET_NAMES, presetConfig } from './config/bert-presets.js';
export { DROPOUT_KEY } from './layers/layer-context.js';
export { BertForSequenceClassification } from './models/bert-for-sequence-classification.js';
export type { BertModelWithHead } from './models/bert-model.js';
export { initializeParameters } from './parameters/initialize-parameters.js';
export { namedParameters } from './parameters/named-parameters.js';
export {
  type Classification,
  TextClassifier,
  type TextClassifierOptions,
  type TextEncoder,
} from './pipelines/text-classifier.js';
