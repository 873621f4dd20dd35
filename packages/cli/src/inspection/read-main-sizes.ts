import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '@bertsmith/tensor';
import { readTextFileOrFail } from '@bertsmith/tensor/files';

/** Names here and in `config.json`, in the order in which they are shown. */
const FIELDS = {
  modelType: 'model_type',
  architectures: 'architectures',
  numHiddenLayers: 'num_hidden_layers',
  hiddenSize: 'hidden_size',
  numAttentionHeads: 'num_attention_heads',
  intermediateSize: 'intermediate_size',
  hiddenAct: 'hidden_act',
  vocabSize: 'vocab_size',
  maxPositionEmbeddings: 'max_position_embeddings',
} as const;

/** The main sizes of a configuration as its file has them; a field that it does not have is left out. */
export type MainSizes = { readonly [Field in keyof typeof FIELDS]?: unknown };

/**
 * Reads the main sizes of a model directory. A configuration is read as it is, of whatever kind of model: it is looked at, not used.
 *
 * @returns undefined when there is no `config.json`
 * @throws FormatError when it is no JSON object
 */
export async function readMainSizes(directory: string): Promise<MainSizes | undefined> {
  const path = join(directory, 'config.json');
  if (!existsSync(path)) return undefined;
  const config = parseObject(await readTextFileOrFail(path), path);
  return Object.fromEntries(
    Object.entries(FIELDS).flatMap(([name, wireName]) => (wireName in config ? [[name, config[wireName]]] : [])),
  );
}

function parseObject(text: string, path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new FormatError(`${path}: not JSON: save it again`, { path, cause });
  }
  throw new FormatError(`${path}: expected an object`, { path });
}
