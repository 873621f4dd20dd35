/** The fields of a `config.json` that this library knows: their names on disk and what their values have to be. */
import { type BertConfig, HIDDEN_ACTIVATIONS, type HiddenActivation } from './bert-config.js';
import type { ConfigStructure } from './config-structure.js';

/** What a field's value has to be. */
export interface FieldRule {
  readonly wireName: string;
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

/** The fields with a rule: all but those that are no single value. */
export type RuledField = Exclude<keyof BertConfig, keyof ConfigStructure | 'labels' | 'unknownFields'>;

/** Ten times the 48 of the deepest BERT published. A file that asks for more would fill memory with layers before anything else fails. */
const MAXIMUM_LAYERS = 480;

const isWhole = (value: unknown, minimum: number, maximum: number) =>
  Number.isSafeInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
const isProbability = (value: unknown) => typeof value === 'number' && value >= 0 && value < 1;
const isPositive = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value > 0;

const size = (wireName: string): FieldRule => ({
  wireName,
  expected: 'a whole number from 1',
  accepts: (value) => isWhole(value, 1, Number.MAX_SAFE_INTEGER),
});
const probability = (wireName: string): FieldRule => ({
  wireName,
  expected: 'a number from 0 and below 1',
  accepts: isProbability,
});
const positive = (wireName: string): FieldRule => ({ wireName, expected: 'a number above 0', accepts: isPositive });

/** The rules, in the order in which the fields are written. */
export const FIELD_RULES: { readonly [Field in RuledField]: FieldRule } = {
  vocabSize: size('vocab_size'),
  hiddenSize: size('hidden_size'),
  numHiddenLayers: {
    wireName: 'num_hidden_layers',
    expected: `a whole number from 1 to ${MAXIMUM_LAYERS}`,
    accepts: (value) => isWhole(value, 1, MAXIMUM_LAYERS),
  },
  numAttentionHeads: size('num_attention_heads'),
  intermediateSize: size('intermediate_size'),
  hiddenAct: {
    wireName: 'hidden_act',
    expected: `one of ${HIDDEN_ACTIVATIONS.join(', ')}`,
    accepts: (value) => HIDDEN_ACTIVATIONS.includes(value as HiddenActivation),
  },
  hiddenDropoutProb: probability('hidden_dropout_prob'),
  attentionProbsDropoutProb: probability('attention_probs_dropout_prob'),
  classifierDropout: {
    wireName: 'classifier_dropout',
    expected: 'null or a number from 0 and below 1',
    accepts: (value) => value === null || isProbability(value),
  },
  maxPositionEmbeddings: size('max_position_embeddings'),
  typeVocabSize: size('type_vocab_size'),
  initializerRange: positive('initializer_range'),
  layerNormEps: positive('layer_norm_eps'),
  padTokenId: {
    wireName: 'pad_token_id',
    expected: 'a whole number from 0',
    accepts: (value) => isWhole(value, 0, Number.MAX_SAFE_INTEGER),
  },
};

/** Fields that must be there: without them the tensors' shapes would be guessed. */
export const REQUIRED_FIELDS: readonly RuledField[] = [
  'vocabSize',
  'hiddenSize',
  'numHiddenLayers',
  'numAttentionHeads',
  'intermediateSize',
];
