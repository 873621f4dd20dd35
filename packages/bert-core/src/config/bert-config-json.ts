/** `config.json`: Hugging Face's snake_case at the border, camelCase inside. */
import { ConfigError, FormatError } from '@bertsmith/tensor';
import { type BertConfig, DEFAULT_BERT_CONFIG } from './bert-config.js';
import { FIELD_RULES, type FieldRule, REQUIRED_FIELDS, type RuledField } from './config-field-rules.js';
import { formatLabels, LABEL_WIRE_NAMES, readLabels } from './config-labels.js';
import { checkStructure, formatStructure, readStructure, STRUCTURE_WIRE_NAMES } from './config-structure.js';

const KNOWN_WIRE_NAMES: ReadonlySet<string> = new Set([
  ...Object.values(FIELD_RULES).map((rule) => rule.wireName),
  ...LABEL_WIRE_NAMES,
  ...STRUCTURE_WIRE_NAMES,
]);

/** Fields that would make it another model than the one built here, and the only value that does not. */
const FIXED_VALUES: Readonly<Record<string, unknown>> = {
  model_type: 'bert',
  position_embedding_type: 'absolute',
  is_decoder: false,
};

/**
 * A configuration from the text of a `config.json`. What it does not say is as in {@link DEFAULT_BERT_CONFIG}, save for the sizes,
 * which must be there.
 *
 * @param path named in messages
 * @throws FormatError when it is no JSON object, a field is missing or has an impossible value, or it is no BERT encoder
 * @throws ConfigError when fields contradict each other
 */
export function parseBertConfig(text: string, path = 'config.json'): BertConfig {
  const json = parseObject(text, path);
  requireFixedValues(json, path);
  const fields = Object.entries(FIELD_RULES).map(([field, rule]) => {
    return [field, readField(json, field as RuledField, rule, path)];
  });
  const unknown = Object.entries(json).filter(([name]) => !KNOWN_WIRE_NAMES.has(name));
  const config = {
    ...Object.fromEntries(fields),
    labels: readLabels(json, path),
    ...readStructure(json, path),
    unknownFields: Object.fromEntries(unknown),
  } as BertConfig;
  checkBertConfig(config, path);
  return config;
}

/** The text of a `config.json`. */
export function formatBertConfig(config: BertConfig): string {
  const fields = Object.entries(FIELD_RULES).map(([field, rule]) => [rule.wireName, config[field as RuledField]]);
  const labels = config.labels.length === 0 ? {} : formatLabels(config.labels);
  const json = {
    model_type: 'bert',
    ...config.unknownFields,
    ...Object.fromEntries(fields),
    ...formatStructure(config),
    ...labels,
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

/**
 * Checks every field, and what no field alone can say.
 *
 * @throws ConfigError when a field has an impossible value, the width is no multiple of the heads, or padding is no word
 */
export function checkBertConfig(config: BertConfig, path = 'the configuration'): void {
  for (const [field, { wireName, expected, accepts }] of Object.entries(FIELD_RULES)) {
    const actual = config[field as RuledField];
    if (accepts(actual)) continue;
    throw new ConfigError(`${path}: ${wireName}: expected ${expected}, found ${actual}`, {
      path,
      field: wireName,
      actual,
    });
  }
  const { hiddenSize, numAttentionHeads, padTokenId, vocabSize } = config;
  if (hiddenSize % numAttentionHeads !== 0) {
    throw new ConfigError(
      `${path}: hidden_size ${hiddenSize} is no multiple of num_attention_heads ${numAttentionHeads}`,
      { path, hiddenSize, numAttentionHeads },
    );
  }
  checkStructure(config, path);
  if (padTokenId >= vocabSize) {
    throw new ConfigError(`${path}: pad_token_id ${padTokenId} is not below vocab_size ${vocabSize}`, {
      path,
      padTokenId,
      vocabSize,
    });
  }
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

function requireFixedValues(json: Readonly<Record<string, unknown>>, path: string): void {
  for (const [field, expected] of Object.entries(FIXED_VALUES)) {
    const actual = json[field] ?? expected;
    if (actual === expected) continue;
    throw new FormatError(
      `${path}: ${field}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}: such a model is not supported`,
      { path, field, expected, actual },
    );
  }
}

function readField(
  json: Readonly<Record<string, unknown>>,
  field: RuledField,
  { wireName, expected, accepts }: FieldRule,
  path: string,
): unknown {
  const value = json[wireName] ?? (REQUIRED_FIELDS.includes(field) ? undefined : DEFAULT_BERT_CONFIG[field]);
  if (accepts(value)) return value;
  const found = value === undefined ? 'it is missing' : `found ${JSON.stringify(value)}`;
  throw new FormatError(`${path}: ${wireName}: expected ${expected}, ${found}`, {
    path,
    field: wireName,
    actual: value,
  });
}
