/** `config.json`: Hugging Face's snake_case at the border, camelCase inside. */
import { ConfigError, FormatError } from '@bertsmith/tensor';
import { type BertConfig, DEFAULT_BERT_CONFIG, HIDDEN_ACTIVATIONS, type HiddenActivation } from './bert-config.js';

/** What a field's value has to be. */
interface FieldRule {
  readonly wireName: string;
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

const isPositiveInteger = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;
const isIndex = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isProbability = (value: unknown) => typeof value === 'number' && value >= 0 && value < 1;
const isPositive = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value > 0;

const size = (wireName: string): FieldRule => ({
  wireName,
  expected: 'a whole number from 1',
  accepts: isPositiveInteger,
});
const probability = (wireName: string): FieldRule => ({
  wireName,
  expected: 'a number from 0 and below 1',
  accepts: isProbability,
});
const positive = (wireName: string): FieldRule => ({ wireName, expected: 'a number above 0', accepts: isPositive });

type WireField = Exclude<keyof BertConfig, 'labels' | 'unknownFields'>;

/** The fields, in the order in which they are written. */
const FIELDS: { readonly [Field in WireField]: FieldRule } = {
  vocabSize: size('vocab_size'),
  hiddenSize: size('hidden_size'),
  numHiddenLayers: size('num_hidden_layers'),
  numAttentionHeads: size('num_attention_heads'),
  intermediateSize: size('intermediate_size'),
  hiddenAct: {
    wireName: 'hidden_act',
    expected: `one of ${HIDDEN_ACTIVATIONS.join(', ')}`,
    accepts: (value) => HIDDEN_ACTIVATIONS.includes(value as HiddenActivation),
  },
  hiddenDropoutProb: probability('hidden_dropout_prob'),
  attentionProbsDropoutProb: probability('attention_probs_dropout_prob'),
  maxPositionEmbeddings: size('max_position_embeddings'),
  typeVocabSize: size('type_vocab_size'),
  initializerRange: positive('initializer_range'),
  layerNormEps: positive('layer_norm_eps'),
  padTokenId: { wireName: 'pad_token_id', expected: 'a whole number from 0', accepts: isIndex },
};

const KNOWN_WIRE_NAMES = new Set([
  ...Object.values(FIELDS).map((rule) => rule.wireName),
  ...['id2label', 'label2id', 'num_labels'],
]);

/** Fields that must be there: without them the tensors' shapes would be guessed. */
const REQUIRED: readonly WireField[] = [
  'vocabSize',
  'hiddenSize',
  'numHiddenLayers',
  'numAttentionHeads',
  'intermediateSize',
];

/**
 * A configuration from the text of a `config.json`.
 *
 * @param path named in messages
 * @throws FormatError when it is no JSON object, or a field is missing or has an impossible value
 */
export function parseBertConfig(text: string, path = 'config.json'): BertConfig {
  const json = parseObject(text, path);
  const fields = Object.entries(FIELDS).map(([field, rule]) => [field, readField(json, field as WireField, rule, path)]);
  const unknown = Object.entries(json).filter(([name]) => !KNOWN_WIRE_NAMES.has(name));
  const config = {
    ...Object.fromEntries(fields),
    labels: readLabels(json, path),
    unknownFields: Object.fromEntries(unknown),
  } as BertConfig;
  checkBertConfig(config, path);
  return config;
}

/** The text of a `config.json`. */
export function formatBertConfig(config: BertConfig): string {
  const fields = Object.entries(FIELDS).map(([field, rule]) => [rule.wireName, config[field as WireField]]);
  const labels = config.labels.length === 0 ? {} : formatLabels(config.labels);
  const json = { model_type: 'bert', ...config.unknownFields, ...Object.fromEntries(fields), ...labels };
  return `${JSON.stringify(json, null, 2)}\n`;
}

/**
 * Checks what no field alone can say.
 *
 * @throws ConfigError when the width is no multiple of the heads
 */
export function checkBertConfig({ hiddenSize, numAttentionHeads }: BertConfig, path = 'the configuration'): void {
  if (hiddenSize % numAttentionHeads === 0) return;
  throw new ConfigError(
    `${path}: hidden_size ${hiddenSize} is no multiple of num_attention_heads ${numAttentionHeads}`,
    { path, hiddenSize, numAttentionHeads },
  );
}

function parseObject(text: string, path: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`${path}: not JSON: ${(cause as Error).message}`, { path, cause });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new FormatError(`${path}: expected a JSON object`, { path });
  }
  return json as Record<string, unknown>;
}

function readField(json: Record<string, unknown>, field: WireField, rule: FieldRule, path: string): unknown {
  const value = json[rule.wireName] ?? (REQUIRED.includes(field) ? undefined : DEFAULT_BERT_CONFIG[field]);
  if (rule.accepts(value)) return value;
  const found = value === undefined ? 'it is missing' : `found ${JSON.stringify(value)}`;
  throw new FormatError(`${path}: ${rule.wireName}: expected ${rule.expected}, ${found}`, {
    path,
    field: rule.wireName,
    actual: value,
  });
}

function readLabels(json: Record<string, unknown>, path: string): readonly string[] {
  const { id2label } = json;
  if (id2label === undefined) return [];
  const entries = Object.entries(id2label as Record<string, unknown>);
  const labels = entries.map((_, index) => (id2label as Record<string, unknown>)[index]);
  if (labels.every((label) => typeof label === 'string')) return labels;
  throw new FormatError(`${path}: id2label: expected names for the numbers from 0 to ${entries.length - 1}`, { path });
}

function formatLabels(labels: readonly string[]): object {
  return {
    id2label: Object.fromEntries(labels.entries()),
    label2id: Object.fromEntries(labels.map((label, index) => [label, index])),
  };
}
