import { readConfigObject } from './read-config-object.js';

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
 * Reads the main sizes of a model directory.
 *
 * @returns undefined when there is no `config.json`
 * @throws FormatError when it is no JSON object
 */
export async function readMainSizes(directory: string): Promise<MainSizes | undefined> {
  const config = await readConfigObject(directory);
  if (config === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(FIELDS).flatMap(([name, wireName]) => (wireName in config ? [[name, config[wireName]]] : [])),
  );
}
