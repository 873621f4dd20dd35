/** The added tokens of a `tokenizer_config.json`, beside those that another file says. */
import { type AddedToken, specialToken } from '../added-token.js';
import type { SpecialTokenNames } from '../special-tokens.js';
import type { JsonField } from './json-field.js';
import { readTokenName, WIRE_NAMES } from './tokenizer-config.js';

/**
 * What transformers adds to a tokenizer that it loads: the tokens of `added_tokens_decoder` with their ids and flags, the
 * special tokens by their names, and those of `additional_special_tokens` (since version 5 `extra_special_tokens`), which
 * get the next ids where the vocabulary does not have them.
 *
 * @param known - Added tokens that count unless the configuration says something else.
 * @returns All added tokens, in the order of their ids.
 */
export function readConfiguredTokens(
  config: JsonField,
  known: readonly AddedToken[],
  vocabulary: readonly string[],
): AddedToken[] {
  const ids = new Map(vocabulary.map((token, id) => [token, id]));
  const tokens = new Map(known.map((token) => [token.content, token]));
  const decoder = config.get('added_tokens_decoder').or((field) => Object.keys(field.object()), []);
  for (const id of decoder.map(Number).sort((a, b) => a - b)) {
    const token = readFlags(config.get('added_tokens_decoder').get(String(id)), id);
    tokens.set(token.content, token);
  }
  for (const name of Object.keys(WIRE_NAMES) as (keyof SpecialTokenNames)[]) {
    const field = config.get(WIRE_NAMES[name]);
    const token = field.isMissing || typeof field.value === 'string' ? undefined : tokens.get(readTokenName(field));
    if (token !== undefined) tokens.set(token.content, { ...readFlags(field, token.id), special: true });
  }
  let next = Math.max(vocabulary.length, ...[...tokens.values()].map(({ id }) => id + 1));
  for (const field of listSpecialTokens(config)) {
    const content = readTokenName(field);
    const id = tokens.get(content)?.id ?? ids.get(content) ?? next++;
    const token =
      tokens.get(content) ?? (typeof field.value === 'string' ? specialToken(content, id) : readFlags(field, id));
    tokens.set(content, { ...token, special: true });
  }
  return [...tokens.values()].sort((a, b) => a.id - b.id);
}

/** Version 4 writes an array of tokens, or an object with a name for each. */
function listSpecialTokens(config: JsonField): JsonField[] {
  return ['additional_special_tokens', 'extra_special_tokens'].flatMap((name) => {
    const field = config.get(name);
    if (field.isMissing) return [];
    return Array.isArray(field.value) ? field.array() : Object.keys(field.object()).map((key) => field.get(key));
  });
}

function readFlags(field: JsonField, id: number): AddedToken {
  const flag = (name: string) => field.get(name).or((value) => value.boolean(), false);
  return {
    id,
    content: field.get('content').string(),
    special: flag('special'),
    singleWord: flag('single_word'),
    lstrip: flag('lstrip'),
    rstrip: flag('rstrip'),
    normalized: flag('normalized'),
  };
}
